import { WaqtorError, idSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findWebhookEndpoint } from '@waqtor/db/queries/webhook-endpoints';
import * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { parameters } from '../http/describe.ts';

export const webhookParams = parameters(z.object({ id: z.string().max(100) }));
export const deliveryParams = parameters(z.object({ id: z.string().max(100), deliveryId: z.string().max(100) }));

/** The id, if it is an endpoint of the principal's workspace; anything else is as unknown as a wrong one. */
export const endpointOfRequest = async (c: ApiContext, id: string): Promise<string> => {
  const isOurs =
    idSchema('whk').safeParse(id).success &&
    (await findWebhookEndpoint(openDatabase(c.env.DB), c.get('principal').workspaceId, id));
  if (!isOurs) throw new WaqtorError('not_found');
  return id;
};
