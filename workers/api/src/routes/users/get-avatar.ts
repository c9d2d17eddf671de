import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import type { Principal } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findMember, shareWorkspace } from '@waqtor/db/queries/members';
import { findUser } from '@waqtor/db/queries/users';
import * as z from 'zod';
import type { Api, ApiContext } from '../../api.ts';
import { parameters, problems } from '../../http/describe.ts';
import { requiresKnown } from '../../middleware/access/access.ts';
import { PICTURE_ANSWER, servePicture } from '../../user/picture.ts';

const route = createRoute({
  method: 'get',
  path: '/users/{id}/avatar',
  operationId: 'getAvatar',
  tags: ['Account'],
  summary: 'The picture of a person, for people and keys of a workspace of theirs',
  ...requiresKnown(),
  request: { params: parameters(z.object({ id: z.string().max(100) })) },
  responses: { 200: PICTURE_ANSWER, ...problems('not_found') },
});

const maySee = async (c: ApiContext, userId: string): Promise<boolean> => {
  const db = openDatabase(c.env.DB);
  const principal = c.get('principal') as Principal | undefined;
  if (principal?.kind === 'key') return (await findMember(db, principal.workspaceId, userId)) !== null;
  return shareWorkspace(db, c.get('person').userId, userId);
};

export const getAvatar = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const user = (await maySee(c, id)) ? await findUser(openDatabase(c.env.DB), id) : null;
    if (!user?.avatarKey) throw new WaqtorError('not_found');
    return servePicture(c, user.avatarKey);
  });
