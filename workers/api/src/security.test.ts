import type { Scope } from '@waqtor/contracts';
import { SCOPES } from '@waqtor/contracts';
import { newApiKey } from '@waqtor/core/api-key/api-key';
import { revokeApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApp } from './app.ts';
import { KEY_CACHE_TTL_MS } from './middleware/access/key-principal.ts';
import { bindings, call, newWorkspace, problemIn, signIn } from './testing/api-client.ts';
import { newKey } from './testing/test-keys.ts';
import { readOperations } from './testing/operations.ts';
import type { Operation } from './testing/operations.ts';

/** The clock stands so much further than the last time; until the end of the test. */
const pass = (ms: number): void => {
  const now = Date.now() + ms;
  vi.useFakeTimers({ toFake: ['Date'], now });
  onTestFinished(() => void vi.useRealTimers());
};

const operations = await readOperations();
const guarded = operations.filter((operation) => !operation.isPublic);
const title = (operation: Operation): string => `${operation.method} ${operation.path}`;
const named = guarded.map((operation): [string, Operation] => [title(operation), operation]);

/** Fills path parameters; ids that exist nowhere unless `ids` names them. */
const urlOf = (operation: Operation, ids: Record<string, string> = {}): string =>
  `/api${operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? 'x'))}`;

const ask = (operation: Operation, key?: string, ids?: Record<string, string>, query = '') => {
  const hasBody = ['POST', 'PATCH', 'PUT'].includes(operation.method);
  return call(urlOf(operation, ids) + query, {
    method: operation.method,
    ...(key === undefined ? {} : { key }),
    ...(hasBody ? { body: {} } : {}),
  });
};

describe('every guarded route', () => {
  it('K-1 is described, and there are as many as we think', () => {
    expect(guarded.length).toBeGreaterThanOrEqual(29);
    expect(operations.filter((operation) => operation.isPublic).map(title)).toEqual([
      'POST /auth/sign-in/email',
      'POST /auth/sign-out',
    ]);
  });

  it.each(named)('A-2 %s answers 401 without a key or login', async (_title, operation) => {
    const response = await ask(operation);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await problemIn(response)).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  it.each(named)('A-2 %s answers 401 to a key that is well formed but unknown', async (_title, operation) => {
    expect(await problemIn(await ask(operation, newApiKey('test').text))).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
  });

  it.each(named.filter(([, operation]) => operation.scopes.length > 0))(
    'A-2 %s answers 403 to a key with every scope but its own',
    async (_title, operation) => {
      const scopes = SCOPES.filter((scope) => scope !== '*' && !operation.scopes.includes(scope));
      const key = await newKey(await newWorkspace(), { scopes });
      expect(await problemIn(await ask(operation, key.text))).toMatchObject({ status: 403, code: 'forbidden' });
    },
  );

  it('A-4 with an id answers 404 for what belongs to another workspace, as for what does not exist', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const created = await call('/api/webhooks', {
      key: theirs.apiKey,
      body: { url: 'http://127.0.0.1:9/x', events: ['webhook.disabled'] },
    });
    const webhook = (await created.json()) as { id: string };
    const withIds = guarded.filter((operation) => /^\/(sessions|webhooks)\/\{id\}/.test(operation.path));
    expect(withIds.length).toBeGreaterThanOrEqual(13);
    const bodies: Record<string, unknown> = { 'pairing-code': { phone: '966500000001' } };
    for (const operation of withIds) {
      const id = operation.path.startsWith('/webhooks') ? webhook.id : theirs.sessionId;
      const body = bodies[operation.path.split('/').at(-1) ?? ''] ?? {};
      const response = await call(urlOf(operation, { id, deliveryId: 'dlv_0000000000' }), {
        method: operation.method,
        key: mine.apiKey,
        ...(['POST', 'PATCH'].includes(operation.method) ? { body } : {}),
      });
      expect([title(operation), (await problemIn(response)).code]).toEqual([title(operation), 'not_found']);
    }
  });

  it('A-4 with a sessionId in its query answers 404 for a session of another workspace', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const ids = { id: 'med_0000000000', chatId: '966500000002@c.us' };
    for (const path of ['/messages', '/messages/{id}', '/chats', '/media/{id}', '/chats/{chatId}/mark-seen']) {
      const operation = guarded.find((candidate) => candidate.path === path);
      if (!operation) throw new Error(path);
      const response = await ask(operation, mine.apiKey, ids, `?sessionId=${theirs.sessionId}`);
      expect([path, (await problemIn(response)).code]).toEqual([path, 'not_found']);
    }
  });
});

describe('API key', () => {
  it('A-2 with a bad checksum is refused without a database', async () => {
    const { text } = newApiKey('test');
    const broken = text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');
    const noDatabase = new Proxy({} as D1Database, {
      get: () => {
        throw new Error('The database was asked.');
      },
    });
    const response = await createApp().request(
      '/api/user',
      { headers: { 'x-api-key': broken } },
      { ...bindings, DB: noDatabase },
    );
    expect((await problemIn(response)).code).toBe('invalid_api_key');
  });

  it.each([
    ['expired', { expiresAt: new Date(1) }],
    ['of the live kind on the simulator', { mode: 'live' as const }],
  ])('A-2 that is %s is refused', async (_title, options) => {
    const key = await newKey(await newWorkspace(), options);
    expect((await problemIn(await call('/api/user', { key: key.text }))).code).toBe('invalid_api_key');
  });

  it('A-2 that was revoked is refused', async () => {
    const workspace = await newWorkspace();
    const key = await newKey(workspace);
    await revokeApiKey(openDatabase(bindings.DB), workspace.workspaceId, key.id, new Date());
    expect((await problemIn(await call('/api/user', { key: key.text }))).code).toBe('invalid_api_key');
  });

  it('A-2 that was revoked while in use is refused 10 s later at the latest', async () => {
    const workspace = await newWorkspace();
    const key = await newKey(workspace);
    expect((await call('/api/user', { key: key.text })).status).toBe(200);
    await revokeApiKey(openDatabase(bindings.DB), workspace.workspaceId, key.id, new Date());
    pass(KEY_CACHE_TTL_MS);
    expect((await problemIn(await call('/api/user', { key: key.text }))).code).toBe('invalid_api_key');
  });

  it('A-2 that was unknown is served as soon as it exists', async () => {
    const workspace = await newWorkspace();
    const key = await newKey(workspace);
    const rename = (to: string, from: string) =>
      bindings.DB.prepare('UPDATE api_keys SET id = ? WHERE id = ?').bind(to, from).run();
    await rename('key_000000000000', key.id);
    expect((await call('/api/user', { key: key.text })).status).toBe(401);
    await rename(key.id, 'key_000000000000');
    expect((await call('/api/user', { key: key.text })).status).toBe(200);
  });

  it('A-2 with the id of one key and the secret of another is refused', async () => {
    const workspace = await newWorkspace();
    const key = await newKey(workspace);
    const other = newApiKey('test');
    const columns = await bindings.DB.prepare('UPDATE api_keys SET id = ? WHERE id = ?').bind(other.id, key.id).run();
    expect(columns.success).toBe(true);
    expect((await problemIn(await call('/api/user', { key: other.text }))).code).toBe('invalid_api_key');
  });

  it('A-2 disables the cookie beside it, even when it is wrong', async () => {
    const { email } = await newWorkspace();
    const cookie = await signIn(email);
    const response = await call('/api/user', { key: 'wrong', headers: { cookie } });
    expect((await problemIn(response)).code).toBe('invalid_api_key');
  });

  it('A-1 does no more than the present role of its creator', async () => {
    const workspace = await newWorkspace();
    const stop = () => call(`/api/sessions/${workspace.sessionId}/stop`, { method: 'POST', key: workspace.apiKey });
    expect((await stop()).status).toBe(202);
    await bindings.DB.prepare("UPDATE members SET role = 'viewer' WHERE user_id = ?").bind(workspace.userId).run();
    pass(KEY_CACHE_TTL_MS);
    expect((await problemIn(await stop())).code).toBe('forbidden');
    await bindings.DB.prepare('DELETE FROM members WHERE user_id = ?').bind(workspace.userId).run();
    pass(KEY_CACHE_TTL_MS);
    expect((await problemIn(await stop())).code).toBe('invalid_api_key');
  });

  it('A-2 leaves a trace of its use at most once a minute', async () => {
    const workspace = await newWorkspace();
    const key = await newKey(workspace, { scopes: ['sessions:read'] satisfies Scope[] });
    const lastUsed = () =>
      bindings.DB.prepare('SELECT last_used_at AS at FROM api_keys WHERE id = ?')
        .bind(key.id)
        .first<{ at: number | null }>();
    await call('/api/user', { key: key.text });
    const first = (await lastUsed())?.at;
    expect(first).toBeGreaterThan(0);
    await call('/api/user', { key: key.text });
    expect((await lastUsed())?.at).toBe(first);
  });
});
