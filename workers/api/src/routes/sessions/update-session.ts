import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, sessionViewSchema, updateSessionRequest } from '@waqtor/contracts';
import type { SessionState } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { changeSession } from '@waqtor/db/queries/session-changes';
import { findSession } from '@waqtor/db/queries/sessions';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { Api, ApiContext } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requireMatch } from '../../http/etag.ts';
import { finishLater } from '../../jobs/finish-later.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { renderSession, sessionEtag } from '../../session/render-session.ts';
import { forgetSessionRow } from '../../session/session-of-request.ts';
import { tellRoom } from '../../session/tell-room.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

/** Changes by others that come between reading and writing; more in a row are not waited for. */
const MAX_TRIES = 4;

const route = createRoute({
  method: 'patch',
  path: '/sessions/{id}',
  operationId: 'updateSession',
  tags: ['Sessions'],
  summary: 'Rename a session, or make it the default; what is left out stays',
  description:
    'The default is given, not taken: with `isDefault: true` it moves here from the session that had it. With `If-Match` the session is changed only as it was read.',
  ...requires('sessions:write'),
  request: { params: sessionParams, ...jsonBody(updateSessionRequest) },
  responses: {
    200: json('The session after the change.', sessionViewSchema),
    ...problems('not_found', 'validation_failed', 'conflict', 'precondition_failed'),
  },
});

/** Name and default are what D1 decides; the room may learn of them a moment later. */
const stateOf = async (c: ApiContext, row: SessionRecord): Promise<SessionState> => ({
  ...(await askRoom(c.env, row, (room) => room.state())),
  name: row.name,
  isDefault: row.isDefault,
});

const fieldsOf = (read: SessionRecord, next: Pick<SessionRecord, 'name' | 'isDefault'>): string[] =>
  (['isDefault', 'name'] as const).filter((field) => read[field] !== next[field]);

/** The row after the change, with the former default; as it was read when nothing of it changes. */
const change = async (c: ApiContext, read: SessionRecord, next: Pick<SessionRecord, 'name' | 'isDefault'>) => {
  const fields = fieldsOf(read, next);
  if (fields.length === 0) return { changed: read, formerDefault: null };
  const details = { fields: fields.join(' ') };
  const audit = auditRow(c, { action: 'session.changed', target: { kind: 'session', id: read.id }, details });
  return changeSession(openDatabase(c.env.DB), read, next, audit, new Date());
};

export const updateSession = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = sessionIdOf(c.req.valid('param'));
    const patch = c.req.valid('json');
    const { workspaceId } = c.get('principal');
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const read = await findSession(openDatabase(c.env.DB), workspaceId, id);
      if (!read) throw new WaqtorError('not_found');
      if (c.req.header('if-match') !== undefined) {
        requireMatch(c, sessionEtag(await renderSession(c, stateOf(c, read))));
      }
      const next = { name: patch.name ?? read.name, isDefault: patch.isDefault ?? read.isDefault };
      const result = await change(c, read, next);
      if (!result) continue;
      const { changed, formerDefault } = result;
      for (const row of [changed, formerDefault]) {
        if (row === null || row === read) continue;
        forgetSessionRow(row);
        const telling = finishLater(() => tellRoom(c.env, row), { sessionId: row.id });
        c.executionCtx.waitUntil(telling);
        await telling;
      }
      const view = await renderSession(c, stateOf(c, changed));
      c.header('etag', sessionEtag(view));
      return c.json(view, 200);
    }
    throw new WaqtorError('conflict');
  });
