import { call, bindings, signIn } from './api-client.ts';
import type { TestWorkspace } from './api-client.ts';
import type { Operation } from './operations.ts';

type Source = (workspace: TestWorkspace) => Promise<string>;

/** Not a tenant's: everybody may name it, so that there is nothing of another workspace to reach. */
export const SHARED = 'shared';

const created = async (workspace: TestWorkspace, path: string, body: unknown): Promise<string> => {
  const response = await call(path, { key: workspace.apiKey, body });
  if (response.status !== 201) throw new Error(`${path} answered ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
};

const first = async (sql: string, ...values: string[]): Promise<string> => {
  const row = await bindings.DB.prepare(sql)
    .bind(...values)
    .first<{ id: string }>();
  if (!row) throw new Error(`Nothing was found by: ${sql}`);
  return row.id;
};

const webhookOf: Source = (workspace) =>
  created(workspace, '/api/webhooks', { url: 'http://127.0.0.1:9/x', events: ['webhook.disabled'] });

const templateOf: Source = (workspace) =>
  created(workspace, '/api/templates', { name: 'Hours', shortcut: `h${crypto.randomUUID()}`.slice(0, 30), body: 'x' });

const invitationOf: Source = async (workspace) => {
  const id = `inv_${crypto.randomUUID().replaceAll('-', '')}`;
  const now = Date.now();
  await bindings.DB.prepare(
    'INSERT INTO invitations (id, workspace_id, email, role, token_hash, invited_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
    .bind(id, workspace.workspaceId, `${id}@waqtor.test`, 'viewer', id, workspace.userId, now, now + 60_000)
    .run();
  return id;
};

const auditRowOf: Source = async (workspace) => {
  const id = `aud_${crypto.randomUUID().replaceAll('-', '')}`;
  const now = Date.now();
  await bindings.DB.prepare(
    "INSERT INTO audit_rows (id, workspace_id, at, actor_kind, actor_id, action, outcome, details, settled_at) VALUES (?, ?, ?, 'system', 'x', 'key.created', 'done', '{}', ?)",
  )
    .bind(id, workspace.workspaceId, now, now)
    .run();
  return id;
};

const hostOf: Source = async ({ workspaceId }) => {
  const id = `hst_${crypto.randomUUID().replaceAll('-', '')}`;
  await bindings.DB.prepare('INSERT INTO hosts (id, workspace_id, name, public_key, created_at) VALUES (?, ?, ?, ?, ?)')
    .bind(id, workspaceId, 'test host', id, Date.now())
    .run();
  return id;
};

const loginOf: Source = async ({ email, userId }) => {
  await signIn(email);
  return first('SELECT id FROM auth_sessions WHERE user_id = ?', userId);
};

const notificationOf: Source = async ({ workspaceId, userId }) => {
  const id = `ntf_${crypto.randomUUID().replaceAll('-', '')}`;
  await bindings.DB.prepare(
    "INSERT INTO notifications (id, workspace_id, user_id, type, code, params, created_at, updated_at) VALUES (?, ?, ?, 'info', 'custom', '{}', 1, 1)",
  )
    .bind(id, workspaceId, userId)
    .run();
  return id;
};

/** Well formed, and of nobody: for what lives in an object that only its own workspace can name. */
const unknown =
  (prefix: string): Source =>
  () =>
    Promise.resolve(`${prefix}_${'0'.repeat(26)}`);

/** Where an id of each resource comes from, by the segment of the path before it. */
const SOURCES: Readonly<Record<string, Source | typeof SHARED>> = {
  sessions: (workspace) => Promise.resolve(workspace.sessionId),
  hosts: hostOf,
  webhooks: webhookOf,
  logs: unknown('dlv'),
  keys: ({ workspaceId }) => first('SELECT id FROM api_keys WHERE workspace_id = ?', workspaceId),
  audit: auditRowOf,
  members: ({ userId }) => Promise.resolve(userId),
  users: ({ userId }) => Promise.resolve(userId),
  invitations: invitationOf,
  workspaces: ({ workspaceId }) => Promise.resolve(workspaceId),
  logins: loginOf,
  notifications: notificationOf,
  'mark-read': notificationOf,
  messages: unknown('msg'),
  media: unknown('med'),
  templates: templateOf,
  contacts: unknown('con'),
  notes: unknown('not'),
  // A chat id is a phone number; whose chat is meant is decided by the session.
  chats: SHARED,
  groups: SHARED,
  types: SHARED,
  gates: SHARED,
};

/**
 * One id for each path parameter, all of them of `workspace`; `SHARED` when none of them belongs to a tenant. A
 * parameter without a source fails: what another workspace could reach by it would never be tried.
 */
export const idsOf = async (operation: Operation, workspace: TestWorkspace): Promise<string[] | typeof SHARED> => {
  const segments = operation.path.split('/');
  const sources = segments.flatMap((segment, at) => {
    if (!segment.startsWith('{')) return [];
    const source = SOURCES[segments[at - 1] ?? ''];
    if (source === undefined) {
      throw new Error(
        `${operation.method} ${operation.path}: no id is known for ${segment}. Add a source for "${segments[at - 1]}" to workers/api/src/testing/resource-ids.ts.`,
      );
    }
    return [source];
  });
  const tenants = sources.filter((source): source is Source => source !== SHARED);
  if (tenants.length === 0) return SHARED;
  return Promise.all(sources.map((source) => (source === SHARED ? 'x' : source(workspace))));
};
