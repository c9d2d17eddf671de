import { createRoute } from '@hono/zod-openapi';
import type { Api } from '../../api.ts';
import { problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { changeOwnProfile } from '../../user/change-own-profile.ts';
import { dropPicture } from '../../user/picture.ts';

const route = createRoute({
  method: 'delete',
  path: '/user/avatar',
  operationId: 'deleteAvatar',
  tags: ['Account'],
  summary: 'Remove your picture; may be repeated',
  ...requiresPerson(),
  responses: { 204: { description: 'There is none.' }, ...problems('conflict', 'precondition_failed') },
});

export const deleteAvatar = (api: Api) =>
  api.openapi(route, async (c) => {
    const { before } = await changeOwnProfile(c, { avatarKey: null });
    dropPicture(c, before.avatarKey);
    return c.body(null, 204);
  });
