import { createRoute } from '@hono/zod-openapi';
import { openDatabase } from '@waqtor/db/queries/database';
import { endOtherLogins } from '@waqtor/db/queries/login-changes';
import type { Api } from '../../api.ts';
import { disconnectLogins } from '../../auth/disconnect-logins.ts';
import { personAuditRow } from '../../auth/person-audit-row.ts';
import { problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/logins/revoke-others',
  operationId: 'revokeOtherLogins',
  tags: ['Account'],
  summary: 'Sign out every browser but this one',
  ...requiresPerson(),
  responses: { 204: { description: 'Ended, if there were any.' }, ...problems() },
});

export const revokeOtherLogins = (api: Api) =>
  api.openapi(route, async (c) => {
    const person = c.get('person');
    const { userId, loginId } = person;
    const audit = await personAuditRow(c, person, {
      action: 'login.revoked',
      target: { kind: 'user', id: userId },
      details: { others: true },
    });
    const ended = await endOtherLogins(openDatabase(c.env.DB), userId, loginId, audit);
    disconnectLogins(c, userId, ended);
    return c.body(null, 204);
  });
