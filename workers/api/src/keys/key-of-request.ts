import { WaqtorError, idSchema } from '@waqtor/contracts';
import { findListedKey } from '@waqtor/db/queries/api-key-list';
import type { ListedKey } from '@waqtor/db/queries/api-key-list';
import { openDatabase } from '@waqtor/db/queries/database';
import * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { parameters } from '../http/describe.ts';

export const keyParams = parameters(z.object({ id: z.string().max(100) }));

/** The key, if it is one of the principal's workspace; anything else is as unknown as a wrong one. */
export const keyOfRequest = async (c: ApiContext, id: string): Promise<ListedKey> => {
  const key = idSchema('key').safeParse(id).success
    ? await findListedKey(openDatabase(c.env.DB), c.get('principal').workspaceId, id)
    : null;
  if (!key) throw new WaqtorError('not_found');
  return key;
};
