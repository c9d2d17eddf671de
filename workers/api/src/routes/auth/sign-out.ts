import { createRoute } from '@hono/zod-openapi';
import { openDatabase } from '@waqtor/db/queries/database';
import { endLogin } from '@waqtor/db/queries/login-changes';
import * as z from 'zod';
import type { Api, ApiContext } from '../../api.ts';
import { authOf } from '../../auth/auth.ts';
import { disconnectLogins } from '../../auth/disconnect-logins.ts';
import { personAuditRow } from '../../auth/person-audit-row.ts';
import { json, problems } from '../../http/describe.ts';
import { personOf } from '../../middleware/access/user-principal.ts';
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

const endOwnLogin = async (c: ApiContext): Promise<void> => {
  const person = await personOf(c);
  if (!person) return;
  const { userId, loginId } = person;
  const audit = await personAuditRow(c, person, { action: 'login.ended', target: { kind: 'login', id: loginId } });
  await endLogin(openDatabase(c.env.DB), userId, loginId, audit);
  disconnectLogins(c, userId, [loginId]);
};

export const signOut = (api: Api) =>
  api.openapi(route, async (c) => {
    refuseForeignSites(c);
    await endOwnLogin(c);
    // The library takes its cookies back.
    const answer = await authOf(c.env).handler(forwardToAuth(c.req.raw, '/sign-out', {}));
    for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
    return c.json({ success: answer.ok }, 200);
  });
