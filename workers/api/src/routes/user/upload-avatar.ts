import { createRoute } from '@hono/zod-openapi';
import { currentUserSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { changeOwnProfile } from '../../user/change-own-profile.ts';
import { profileEtag, renderOwnAccount } from '../../user/own-account.ts';
import { PICTURE_BODY, dropPicture, keepPicture } from '../../user/picture.ts';

const route = createRoute({
  method: 'post',
  path: '/user/avatar',
  operationId: 'uploadAvatar',
  tags: ['Account'],
  summary: 'Set your picture',
  description: 'The body is a PNG, JPEG or WebP picture of at most 2 MB, known by its first bytes.',
  ...requiresPerson(),
  request: PICTURE_BODY,
  responses: {
    200: json('You, with the new picture.', currentUserSchema),
    ...problems('media_not_accepted', 'conflict', 'precondition_failed'),
  },
});

export const uploadAvatar = (api: Api) =>
  api.openapi(route, async (c) => {
    const { userId } = c.get('person');
    const { before, after } = await keepPicture(c, userId, (avatarKey) => changeOwnProfile(c, { avatarKey }));
    dropPicture(c, before.avatarKey);
    c.header('etag', profileEtag(after));
    return c.json(await renderOwnAccount(c, after), 200);
  });
