import { WaqtorError, idSchema } from '@waqtor/contracts';
import * as z from 'zod';
import { parameters } from '../../http/describe.ts';

/** `:id` of a session. Its form is not checked by the router: a malformed id is as unknown as a foreign one. */
export const sessionParams = parameters(z.object({ id: z.string().max(100) }));

export const sessionIdOf = (params: { id: string }): string => {
  if (!idSchema('ses').safeParse(params.id).success) throw new WaqtorError('not_found');
  return params.id;
};
