import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { endLogin } from '@waqtor/db/queries/login-changes';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { disconnectLogins } from '../../auth/disconnect-logins.ts';
import { personAuditRow } from '../../auth/person-audit-row.ts';
import { parameters, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';

const MAX_ID_CHARS = 100;

const route = createRoute({
  method: 'delete',
  path: '/auth/logins/{id}',
  operationId: 'revokeLogin',
  tags: ['Account'],
  summary: 'Sign a browser out from here; its next request is refused',
  ...requiresPerson(),
  request: { params: parameters(z.object({ id: z.string().max(MAX_ID_CHARS) })) },
  responses: { 204: { description: 'Ended.' }, ...problems('not_found') },
});

export const revokeLogin = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const person = c.get('person');
    const audit = await personAuditRow(c, person, { action: 'login.revoked', target: { kind: 'login', id } });
    if (!(await endLogin(openDatabase(c.env.DB), person.userId, id, audit))) throw new WaqtorError('not_found');
    disconnectLogins(c, person.userId, [id]);
    return c.body(null, 204);
  });
