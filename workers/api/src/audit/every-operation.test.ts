import { describe, expect, it, vi } from 'vitest';
import { bindings, call, newWorkspace } from '../testing/api-client.ts';
import type { TestWorkspace } from '../testing/api-client.ts';
import { readOperations } from '../testing/operations.ts';
import type { Operation } from '../testing/operations.ts';
import { newMember } from '../testing/people.ts';
import { PNG, as } from '../testing/pictures.ts';
import { SHARED, idsOf } from '../testing/resource-ids.ts';
import { newKey } from '../testing/test-keys.ts';
import { until } from '../testing/test-socket.ts';

/** What the example of the description cannot say, because it names a session of nobody. */
interface Ask {
  body?: unknown;
  headers?: Record<string, string>;
  /** Of a path whose id is not a tenant's. */
  id?: string;
  /** Of a path with several. */
  ids?: string[];
  /** Run before; an id that it answers takes the place of the path's. */
  prepare?: (workspace: TestWorkspace) => Promise<string | undefined>;
  /** What a workspace that was just made is answered, and the row says; else 2xx and `done`. */
  status?: number;
  outcome?: string;
}
const lock = async ({ workspaceId }: TestWorkspace) => {
  await bindings.DB.prepare('UPDATE workspaces SET is_unlocked = 0 WHERE id = ?').bind(workspaceId).run();
  return undefined;
};
const addLogo = async ({ apiKey }: TestWorkspace) => {
  await call('/api/settings/logo', { key: apiKey, ...as('image/png', PNG) });
  return undefined;
};
/** A key may change whoever is not an owner. */
const addViewer = async (workspace: TestWorkspace) => (await newMember(workspace, 'viewer')).userId;

/** A host of the operator that never connected, by the id that the example of a move names. */
const addOperatorHost = async () => {
  await bindings.DB.prepare(
    "INSERT OR IGNORE INTO hosts (id, name, public_key, created_at) VALUES (?, 'away', 'away', 1)",
  )
    .bind('hst_01HZX3V8K2M4N6P8Q0R2S4T6V8')
    .run();
  return undefined;
};

const ofLastHour = () => ({ since: new Date(Date.now() - 3_600_000).toISOString() });
/** A message that waits, sent by another key: its own row is another one, and written. */
const sendBefore = async (workspace: TestWorkspace) => {
  const { text } = await newKey(workspace);
  const sent = await call('/api/messages/send-text', { key: text, body: { chatId: '966500000002@c.us', text: 'x' } });
  await until(
    () => newRows(workspace, []),
    (rows) => rows.some((row) => row.action === 'message.sent'),
  );
  return ((await sent.json()) as { messageId: string }).messageId;
};
/** What the refused quote of a message without an id at WhatsApp leaves: the send was tried. */
const UNSENT = { status: 422 };
const NO_SUCH = { status: 404, outcome: 'refused' };

const HOOK = { url: 'https://hooks.waqtor.dev/in', events: ['message.received'] };
const ASKS: Readonly<Record<string, Ask>> = {
  'POST /gates/{gate}/unlock': {
    prepare: lock,
    id: 'campaigns',
    body: { code: '0000' },
    status: 422,
    outcome: 'refused',
  },
  'POST /chats/{chatId}/mark-seen': { id: '966500000002@c.us', body: {} },
  // No host serves the session: the room cannot say that nothing will be done.
  'POST /sessions/{id}/pairing-code': { status: 503, outcome: 'attempted' },
  'PATCH /sessions/{id}': { body: { name: 'Branch' } },
  // The host never connected.
  'POST /sessions/{id}/move': { prepare: addOperatorHost, status: 409, outcome: 'refused' },
  'POST /hosts/{id}/drain': { status: 409, outcome: 'refused' },
  'POST /hosts/{id}/resume': { status: 409, outcome: 'refused' },
  'POST /messages/send-text': { body: { chatId: '966500000002@c.us', text: 'x' } },
  'POST /messages/send-media': {
    body: { chatId: '966500000002@c.us', type: 'document', media: { base64: btoa('text'), mimetype: 'text/plain' } },
  },
  'POST /messages/send-location': { body: { chatId: '966500000002@c.us', latitude: 1, longitude: 1 } },
  'POST /messages/send-contact': { body: { chatId: '966500000002@c.us', contacts: [{ name: 'Shop', phone: null }] } },
  'POST /messages/send-poll': {
    body: { chatId: '966500000002@c.us', poll: { question: 'x', options: ['a', 'b'] } },
  },
  'POST /messages/send-button': { body: { chatId: '966500000002@c.us', text: 'x', buttons: [{ title: 'a' }] } },
  'POST /messages/send-list': {
    body: { chatId: '966500000002@c.us', text: 'x', buttonText: 'y', sections: [{ rows: [{ title: 'a' }] }] },
  },
  'POST /messages/{id}/reply': { prepare: sendBefore, body: { text: 'x' }, ...UNSENT },
  'POST /messages/{id}/forward': { prepare: sendBefore, body: { chatId: '966500000002@c.us' } },
  'POST /messages/{id}/react': NO_SUCH,
  'POST /messages/{id}/edit': NO_SUCH,
  'POST /messages/{id}/cancel': NO_SUCH,
  'DELETE /messages/{id}': NO_SUCH,
  'POST /media': as('image/png', PNG),
  // No chat has a row in a session that never had a message.
  'POST /chats/{chatId}/archive': { ...NO_SUCH, id: '966500000002@c.us', body: {} },
  'POST /chats/{chatId}/block': { ...NO_SUCH, id: '966500000002@c.us', body: {} },
  'POST /chats/{chatId}/resolve': { ...NO_SUCH, id: '966500000002@c.us', body: {} },
  'POST /chats/{chatId}/handover': { ...NO_SUCH, id: '966500000002@c.us', body: {} },
  'POST /chats/{chatId}/assign': { ...NO_SUCH, id: '966500000002@c.us', body: { userId: null } },
  'POST /chats/{chatId}/notes': { ...NO_SUCH, id: '966500000002@c.us', body: { text: 'x' } },
  'DELETE /chats/{chatId}/notes/{noteId}': { ...NO_SUCH, ids: ['966500000002@c.us', 'not_00000000000000'] },
  // Nobody is asked about what is no number.
  'POST /numbers/check': { body: { phones: ['x123'] } },
  'PATCH /sessions/{id}/send-budget': { body: { dailyCap: 100 } },
  'PATCH /templates/{id}': { body: { name: 'Opening hours' } },
  'POST /webhooks': { body: HOOK },
  'POST /notifications': { body: { title: 'Till is open', audience: 'admins' } },
  'POST /keys': { body: { name: 'Till', scopes: ['messages:send'] } },
  'PATCH /keys/{id}': { body: { name: 'Till' } },
  'PATCH /settings': { body: { name: 'Shop in town' } },
  'POST /settings/logo': as('image/png', PNG),
  'DELETE /settings/logo': { prepare: addLogo },
  'PATCH /members/{userId}': { prepare: addViewer, body: { role: 'agent' } },
  'DELETE /members/{userId}': { prepare: addViewer },
  'POST /invitations': { body: { email: 'colleague@waqtor.test', role: 'viewer' } },
  'PATCH /webhooks/{id}': { body: { description: 'orders' } },
  // Nothing was delivered, and nothing is being recovered.
  'POST /webhooks/{id}/logs/{deliveryId}/resend': { status: 404, outcome: 'refused' },
  'DELETE /webhooks/{id}/logs/{deliveryId}/content': { status: 404, outcome: 'refused' },
  'POST /webhooks/{id}/recover': { body: ofLastHour() },
  'POST /webhooks/{id}/replay-missing': { body: ofLastHour() },
  'DELETE /webhooks/{id}/recovery': { status: 404, outcome: 'refused' },
};
/** Opens nothing by itself (the connection is what is audited), shows, is seen for a moment, or is a dry run. */
const CHANGE_NOTHING = [
  'POST /ws/ticket',
  'POST /messages/preview-interactive',
  'POST /chats/{chatId}/typing',
  'POST /webhooks/test-filter',
];

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
      const {
        body = operation.body,
        headers,
        id = 'x',
        ids: own,
        prepare,
        status,
        outcome = 'done',
      } = ASKS[name] ?? {};
      const prepared = await prepare?.(workspace);
      const known = (await newRows(workspace, [])).map((row) => row.id);
      const names =
        own !== undefined ? [...own] : ids === SHARED ? [id] : prepared === undefined ? [...ids] : [prepared];
      const path = operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(names.shift() ?? id));
      vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response('ok'));
      const response = await call(`/api${path}${operation.query}`, {
        method: operation.method,
        key: workspace.apiKey,
        ...(headers === undefined ? {} : { headers }),
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
