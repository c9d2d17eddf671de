import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { markSessionDeleted } from '@waqtor/db/queries/session-changes';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { problems } from '../../http/describe.ts';
import { finishLater } from '../../jobs/finish-later.ts';
import { requires } from '../../middleware/access/access.ts';
import { eraseSession } from '../../session/erase-session.ts';
import { forgetSessionRow } from '../../session/session-of-request.ts';
import { tellRoom } from '../../session/tell-room.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const route = createRoute({
  method: 'delete',
  path: '/sessions/{id}',
  operationId: 'deleteSession',
  tags: ['Sessions'],
  summary: 'Delete a session with its messages and its login, for good',
  description:
    'What waits to be sent is dropped, messages and chats of the session are erased, and its host wipes the login (when it is away: as soon as it returns). The phone goes on showing the linked device until it is removed there; `POST …/logout` before removes it. When it was the default, the oldest session that remains is it from now on.',
  ...requires('sessions:write', { isDangerous: true }),
  request: { params: sessionParams },
  responses: { 204: { description: 'Deleted.' }, ...problems('not_found') },
});

export const deleteSession = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = sessionIdOf(c.req.valid('param'));
    const { workspaceId } = c.get('principal');
    const audit = auditRow(c, { action: 'session.deleted', target: { kind: 'session', id } });
    const marked = await markSessionDeleted(openDatabase(c.env.DB), { id, workspaceId }, audit, new Date());
    if (!marked) throw new WaqtorError('not_found');
    const { deleted, heir } = marked;
    forgetSessionRow(deleted);
    const finishing = [finishLater(() => eraseSession(c.env, deleted), { sessionId: deleted.id })];
    if (heir) {
      forgetSessionRow(heir);
      finishing.push(finishLater(() => tellRoom(c.env, heir), { sessionId: heir.id }));
    }
    const finished = Promise.all(finishing);
    // A client that hangs up ends its request, but not this.
    c.executionCtx.waitUntil(finished);
    await finished;
    return c.body(null, 204);
  });
