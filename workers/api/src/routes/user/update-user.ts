import { createRoute } from '@hono/zod-openapi';
import { currentUserSchema, updateUserRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { changeOwnProfile } from '../../user/change-own-profile.ts';
import { profileEtag, renderOwnAccount } from '../../user/own-account.ts';

const route = createRoute({
  method: 'patch',
  path: '/user',
  operationId: 'updateUser',
  tags: ['Account'],
  summary: 'Change your name, phone or language of mails; what is left out stays',
  description: 'With `If-Match` (the `ETag` of `GET /user`) it is changed only as it was read.',
  ...requiresPerson(),
  request: jsonBody(updateUserRequest),
  responses: {
    200: json('You, after the change.', currentUserSchema),
    ...problems('validation_failed', 'conflict', 'precondition_failed'),
  },
});

export const updateUser = (api: Api) =>
  api.openapi(route, async (c) => {
    const { name, phone, language } = c.req.valid('json');
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(phone === undefined ? {} : { phone }),
      ...(language === undefined ? {} : { language }),
    };
    const { after } = await changeOwnProfile(c, change);
    c.header('etag', profileEtag(after));
    return c.json(await renderOwnAccount(c, after), 200);
  });
