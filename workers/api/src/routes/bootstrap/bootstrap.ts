import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, bootstrapRequest, bootstrapResponse } from '@waqtor/contracts';
import { insertApiKey } from '@waqtor/db/queries/api-keys';
import { insertAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertEnrolmentCode } from '@waqtor/db/queries/enrolment';
import { findSession } from '@waqtor/db/queries/sessions';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { hashEnrolmentCode, newEnrolmentCode } from '../../auth/enrolment-code.ts';
import { settingsOf } from '../../env.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { mintKey } from '../../keys/mint-key.ts';
import { operatorIn, requireOperator } from '../../middleware/operator/require-operator.ts';
import { createRoom } from '../../session/ask-room.ts';
import { ensureOwner } from './ensure-owner.ts';

const route = createRoute({
  method: 'post',
  path: '/bootstrap',
  operationId: 'bootstrap',
  tags: ['Account'],
  summary: 'The first owner of a deployment, with a workspace, a session, a key and a host enrolment code',
  hide: true,
  middleware: requireOperator,
  request: jsonBody(bootstrapRequest),
  responses: { 200: json('Key and code are shown this once.', bootstrapResponse), ...problems('not_found') },
});

export const bootstrap = (api: Api) =>
  api.openapi(route, async (c) => {
    const db = openDatabase(c.env.DB);
    const owner = await ensureOwner(c, db, c.req.valid('json'));
    const session = await findSession(db, owner.workspaceId, owner.sessionId);
    if (!session) throw new WaqtorError('conflict');
    await createRoom(c.env, session);
    const now = new Date();
    const { id, mode, text, stored } = await mintKey(settingsOf(c.env));
    const { workspaceId, userId } = owner;
    const key = { id, workspaceId, createdBy: userId, name: 'bootstrap', mode, ...stored };
    const entry = { action: 'key.created', target: { kind: 'key', id }, details: { mode, scopes: '*' } } as const;
    await db.batch([
      insertApiKey(db, { ...key, scopes: ['*'], ips: [], expiresAt: null }, now),
      insertAuditRow(db, auditRow(c, entry, operatorIn(workspaceId))),
    ]);
    const enrolmentCode = newEnrolmentCode();
    await insertEnrolmentCode(db, { codeHash: hashEnrolmentCode(enrolmentCode), workspaceId: null }, now);
    return c.json({ userId, workspaceId, sessionId: owner.sessionId, apiKey: text, enrolmentCode }, 200);
  });
