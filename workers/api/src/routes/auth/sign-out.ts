import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { authOf } from '../../auth/auth.ts';
import { json, problems } from '../../http/describe.ts';
import { refuseForeignSites } from '../../middleware/csrf/csrf.ts';
import { forwardToAuth } from './forward-to-auth.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/sign-out',
  operationId: 'signOut',
  tags: ['Sign-in'],
  summary: 'End this login',
  security: [],
  responses: { 200: json('Signed out.', z.object({ success: z.boolean() })), ...problems('invalid_origin') },
});

export const signOut = (api: Api) =>
  api.openapi(route, async (c) => {
    refuseForeignSites(c);
    const answer = await authOf(c.env).handler(forwardToAuth(c.req.raw, '/sign-out', {}));
    for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
    return c.json({ success: answer.ok }, 200);
  });
