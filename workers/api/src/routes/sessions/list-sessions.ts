import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, pageSchema, sessionViewSchema } from '@waqtor/contracts';
import type { SessionState } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { listSessions as listSessionRecords } from '@waqtor/db/queries/sessions';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { Api, ApiContext } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { renderSessions } from '../../session/render-session.ts';

const route = createRoute({
  method: 'get',
  path: '/sessions',
  operationId: 'listSessions',
  tags: ['Sessions'],
  summary: 'All sessions of the workspace, oldest first',
  ...requires('sessions:read'),
  responses: { 200: json('All of them, in one page.', pageSchema(sessionViewSchema)), ...problems() },
});

/** Null: deleted since its row was read, which is no reason to hide the others. */
const stateOf = async (c: ApiContext, record: SessionRecord): Promise<SessionState | null> => {
  try {
    const state = await askRoom(c.env, record, (room) => room.state());
    // D1 decides these two; the room may learn of a change a moment later.
    return { ...state, name: record.name, isDefault: record.isDefault };
  } catch (error) {
    if (error instanceof WaqtorError && error.code === 'not_found') return null;
    throw error;
  }
};

export const listSessions = (api: Api) =>
  api.openapi(route, async (c) => {
    const records = await listSessionRecords(openDatabase(c.env.DB), c.get('principal').workspaceId);
    const telling = Promise.all(records.map((record) => stateOf(c, record))).then((states) =>
      states.filter((state) => state !== null),
    );
    return c.json({ data: await renderSessions(c, telling), nextCursor: null, hasMore: false }, 200);
  });
