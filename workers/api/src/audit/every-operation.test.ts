import { describe, expect, it, vi } from 'vitest';
import { bindings, call, newWorkspace } from '../testing/api-client.ts';
import type { TestWorkspace } from '../testing/api-client.ts';
import { readOperations } from '../testing/operations.ts';
import type { Operation } from '../testing/operations.ts';
import { SHARED, idsOf } from '../testing/resource-ids.ts';
import { until } from '../testing/test-socket.ts';

/** What the example of the description cannot say, because it names a session of nobody. */
interface Ask {
  body?: unknown;
  /** Of a path whose id is not a tenant's. */
  id?: string;
  /** Run before, with the id of the workspace. */
  sql?: string;
  /** What a workspace that was just made is answered, and the row says; else 2xx and `done`. */
  status?: number;
  outcome?: string;
}
const HOOK = { url: 'https://hooks.waqtor.dev/in', events: ['message.received'] };
const ASKS: Readonly<Record<string, Ask>> = {
  'POST /gates/{gate}/unlock': {
    sql: 'UPDATE workspaces SET is_unlocked = 0 WHERE id = ?',
    id: 'campaigns',
    body: { code: '0000' },
    status: 422,
    outcome: 'refused',
  },
  'POST /chats/{chatId}/mark-seen': { id: '966500000002@c.us' },
  // No host serves the session: the room cannot say that nothing will be done.
  'POST /sessions/{id}/pairing-code': { status: 503, outcome: 'attempted' },
  'POST /messages/send-text': { body: { chatId: '966500000002@c.us', text: 'x' } },
  'POST /messages/send-media': {
    body: { chatId: '966500000002@c.us', type: 'document', media: { base64: btoa('text'), mimetype: 'text/plain' } },
  },
  'POST /webhooks': { body: HOOK },
  'PATCH /webhooks/{id}': { body: { description: 'orders' } },
};
/** Opens nothing by itself; the connection is what is audited. */
const CHANGE_NOTHING = ['POST /ws/ticket'];

const title = ({ method, path }: Operation): string => `${method} ${path}`;
/** Everything that changes something in a workspace; what people do to their own account is proved beside its routes. */
const acts = (await readOperations()).filter(
  (operation) => operation.method !== 'GET' && operation.scope !== null && !CHANGE_NOTHING.includes(title(operation)),
);

const newRows = async ({ workspaceId }: TestWorkspace, known: readonly string[]) => {
  const { results } = await bindings.DB.prepare(
    `SELECT id, action, outcome FROM audit_rows WHERE workspace_id = ? AND action <> 'data.read'`,
  )
    .bind(workspaceId)
    .all<{ id: string; action: string; outcome: string }>();
  return results.filter((row) => !known.includes(row.id));
};

describe('every described operation that changes something', () => {
  it.each(acts.map((operation): [string, Operation] => [title(operation), operation]))(
    'G-7 %s leaves exactly one row',
    async (name, operation) => {
      const workspace = await newWorkspace();
      const ids = await idsOf(operation, workspace);
      const known = (await newRows(workspace, [])).map((row) => row.id);
      const { body = operation.body, id = 'x', sql, status, outcome = 'done' } = ASKS[name] ?? {};
      if (sql !== undefined) await bindings.DB.prepare(sql).bind(workspace.workspaceId).run();
      const names = ids === SHARED ? [id] : [...ids];
      const path = operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(names.shift() ?? id));
      vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response('ok'));
      const response = await call(`/api${path}${operation.query}`, {
        method: operation.method,
        key: workspace.apiKey,
        ...(body === undefined ? {} : { body }),
      });
      vi.restoreAllMocks();
      const text = await response.text();
      // The text tells what is wrong when a new operation needs a line in ASKS.
      if (status === undefined) expect([response.ok, text]).toEqual([true, text]);
      else expect(response.status).toBe(status);
      const rows = await until(
        () => newRows(workspace, known),
        (found) => found.length > 0,
      );
      expect(rows.map((row) => row.outcome)).toEqual([outcome]);
    },
  );

  it('G-7 is found by its scope: there are as many as we think', () => {
    expect(acts.length).toBeGreaterThanOrEqual(20);
  });
});
