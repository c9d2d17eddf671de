import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, createSessionRequest, sessionViewSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertSession } from '@waqtor/db/queries/sessions';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { createRoom } from '../../session/ask-room.ts';
import { renderSession } from '../../session/render-session.ts';
import { MAX_SESSIONS } from '../../usage/resource-limits.ts';

const route = createRoute({
  method: 'post',
  path: '/sessions',
  operationId: 'createSession',
  tags: ['Sessions'],
  summary: 'Add a session; the first of a workspace is its default',
  description:
    'A workspace has at most 50 sessions (`too_many_sessions`). One that no host has room for is made all the same: it waits, and its `reason` says so (`no_host`, `no_capacity`).',
  ...requires('sessions:write'),
  request: jsonBody(createSessionRequest),
  responses: { 201: json('Created.', sessionViewSchema), ...problems('validation_failed', 'too_many_sessions') },
});

export const createSession = (api: Api) =>
  api.openapi(route, async (c) => {
    const { workspaceId } = c.get('principal');
    const id = newId('ses');
    const session = await insertSession(
      openDatabase(c.env.DB),
      { id, workspaceId, name: c.req.valid('json').name, max: MAX_SESSIONS, createdAt: new Date() },
      auditRow(c, { action: 'session.created', target: { kind: 'session', id } }),
    );
    if (!session) throw new WaqtorError('too_many_sessions', { details: { limit: MAX_SESSIONS } });
    const view = await renderSession(c, createRoom(c.env, session));
    c.header('location', `/api/sessions/${session.id}`);
    return c.json(view, 201);
  });
