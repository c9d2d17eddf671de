import { createRoute } from '@hono/zod-openapi';
import { pageSchema, sessionViewSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { listSessions as listSessionRecords } from '@waqtor/db/queries/sessions';
import type { Api } from '../../api.ts';
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

export const listSessions = (api: Api) =>
  api.openapi(route, async (c) => {
    const records = await listSessionRecords(openDatabase(c.env.DB), c.get('principal').workspaceId);
    const telling = records.map(async (record) => {
      const state = await askRoom(c.env, record, (room) => room.state());
      // D1 decides these two; the room may learn of a change a moment later.
      return { ...state, name: record.name, isDefault: record.isDefault };
    });
    return c.json({ data: await renderSessions(c, Promise.all(telling)), nextCursor: null, hasMore: false }, 200);
  });
