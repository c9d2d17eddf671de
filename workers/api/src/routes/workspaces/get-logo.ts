import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import type { Principal } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findOwnWorkspace, findWorkspace } from '@waqtor/db/queries/workspaces';
import * as z from 'zod';
import type { Api, ApiContext } from '../../api.ts';
import { parameters, problems } from '../../http/describe.ts';
import { requiresKnown } from '../../middleware/access/access.ts';
import { PICTURE_ANSWER, servePicture } from '../../user/picture.ts';

const route = createRoute({
  method: 'get',
  path: '/workspaces/{id}/logo',
  operationId: 'getLogo',
  tags: ['Workspaces'],
  summary: 'The logo of a workspace, for its members and keys',
  ...requiresKnown(),
  request: { params: parameters(z.object({ id: z.string().max(100) })) },
  responses: { 200: PICTURE_ANSWER, ...problems('not_found') },
});

/** A person may look at the logos of all their workspaces: the list to switch shows them. */
const logoKeyFor = async (c: ApiContext, id: string): Promise<string | null> => {
  const db = openDatabase(c.env.DB);
  const principal = c.get('principal') as Principal | undefined;
  if (principal?.kind !== 'key') return (await findOwnWorkspace(db, c.get('person').userId, id))?.logoKey ?? null;
  return principal.workspaceId === id ? ((await findWorkspace(db, id))?.logoKey ?? null) : null;
};

export const getLogo = (api: Api) =>
  api.openapi(route, async (c) => {
    const key = await logoKeyFor(c, c.req.valid('param').id);
    if (key === null) throw new WaqtorError('not_found');
    return servePicture(c, key);
  });
