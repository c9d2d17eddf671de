import { newApiKey } from '@waqtor/core/api-key/api-key';
import type { Scope } from '@waqtor/contracts';
import { revokeApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import { bindings, call, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import { pass } from '../../testing/clock.ts';
import { newKey } from '../../testing/test-keys.ts';
import { KEY_CACHE_TTL_MS } from './key-principal.ts';

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
