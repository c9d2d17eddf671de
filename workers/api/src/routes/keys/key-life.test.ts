import type { ServerFrame } from '@waqtor/contracts';
import { parseApiKey } from '@waqtor/core/api-key/api-key';
import { deriveSocketKey } from '@waqtor/core/api-key/socket-key';
import { open } from '@waqtor/core/sealed-box';
import { touchApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { settingsOf } from '../../env.ts';
import { mintKey } from '../../keys/mint-key.ts';
import { KEY_CACHE_TTL_MS } from '../../middleware/access/key-principal.ts';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { pass } from '../../testing/clock.ts';
import { createKeyBy, readKey, rotateKeyBy, tryKey } from '../../testing/key-calls.ts';
import { newKey } from '../../testing/test-keys.ts';
import { TestSocket, until } from '../../testing/test-socket.ts';

const HOUR_MS = 60 * 60_000;

const storedKey = (id: string) =>
  bindings.DB.prepare('SELECT * FROM api_keys WHERE id = ?').bind(id).first<Record<string, unknown>>();

const revoke = (key: string, id: string) => call(`/api/keys/${id}`, { method: 'DELETE', key });

/** A live connection of a key; `closed` is its close code once it has one. */
const connect = async (key: string) => {
  const response = await call('/ws', { headers: { upgrade: 'websocket', 'x-api-key': key } });
  const seen: { closed: number | null } = { closed: null };
  response.webSocket?.addEventListener('close', ({ code }) => {
    seen.closed = code;
  });
  const socket = new TestSocket<ServerFrame>(response);
  await until(
    () => socket.of('welcome'),
    (frames) => frames.length > 0,
  );
  return {
    socket,
    seen,
    closed: () =>
      until(
        () => seen.closed,
        (code) => code !== null,
      ),
  };
};

describe('rotation of a key', () => {
  it('A-2 keeps id and scopes, shows a new text, and lets the one before work until its grace ends', async () => {
    const { apiKey } = await newWorkspace();
    const first = await createKeyBy(apiKey, { scopes: ['messages:read'] });
    const second = await rotateKeyBy(apiKey, first.id, 3600);
    expect(second).toMatchObject({ id: first.id, scopes: first.scopes, createdAt: first.createdAt, status: 'active' });
    expect(second.key).not.toBe(first.key);
    expect(second.hint.slice(0, -4)).toBe(first.hint.slice(0, -4));
    const until = Date.parse(second.previousValidUntil ?? '');
    expect(Math.abs(until - Date.now() - HOUR_MS)).toBeLessThan(5_000);
    expect([await tryKey(first.key), await tryKey(second.key)]).toEqual([200, 200]);
    pass(until - Date.now() - 1);
    expect([await tryKey(first.key), await tryKey(second.key)]).toEqual([200, 200]);
    pass(1);
    expect([await tryKey(first.key), await tryKey(second.key)]).toEqual(['invalid_api_key', 200]);
    expect(await readKey(apiKey, first.id)).toMatchObject({ previousValidUntil: null });
  });

  it('A-2 gives a day of grace when none is named', async () => {
    const { apiKey } = await newWorkspace();
    const { previousValidUntil } = await rotateKeyBy(apiKey, (await createKeyBy(apiKey)).id);
    expect(Math.round((Date.parse(previousValidUntil ?? '') - Date.now()) / HOUR_MS)).toBe(24);
  });

  it('A-2 ends the text before the last at once when it is rotated again within the grace', async () => {
    const { apiKey } = await newWorkspace();
    const first = await createKeyBy(apiKey);
    const second = await rotateKeyBy(apiKey, first.id, 3600);
    const third = await rotateKeyBy(apiKey, first.id, 3600);
    expect(await Promise.all([first, second, third].map(({ key }) => tryKey(key)))).toEqual([
      'invalid_api_key',
      200,
      200,
    ]);
  });

  it('A-2 without grace ends the present text and its live connections at once', async () => {
    const { apiKey } = await newWorkspace();
    const first = await createKeyBy(apiKey);
    const { closed } = await connect(first.key);
    const second = await rotateKeyBy(apiKey, first.id, 0);
    expect(second.previousValidUntil).toBeNull();
    expect([await tryKey(first.key), await tryKey(second.key)]).toEqual(['invalid_api_key', 200]);
    expect(await closed()).toBe(4401);
    expect(await storedKey(first.id)).toMatchObject({ previous_secret_hash: null, previous_valid_until: null });
  });

  it('A-2 is done once when it is asked for twice at the same time', async () => {
    const { apiKey } = await newWorkspace();
    const { id } = await createKeyBy(apiKey);
    const rotate = () => call(`/api/keys/${id}/rotate`, { key: apiKey, body: {} });
    const answers = await Promise.all([rotate(), rotate(), rotate()]);
    const made = await Promise.all(
      answers.filter(({ status }) => status === 200).map(async (answer) => (await answer.json()) as { key: string }),
    );
    // One after the other is allowed too: whatever was answered last works.
    expect(made.length).toBeGreaterThanOrEqual(1);
    const { results } = await bindings.DB.prepare(
      "SELECT 1 FROM audit_rows WHERE target_id = ? AND action = 'key.rotated'",
    )
      .bind(id)
      .all();
    expect(results).toHaveLength(made.length);
  });

  it('A-2 by another isolate does not refuse the new text here', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey);
    expect(await tryKey(key)).toBe(200);
    // What a rotation elsewhere leaves: the row changed, the memory of this isolate did not.
    const { text, stored } = await mintKey(settingsOf(bindings), { id });
    await bindings.DB.prepare('UPDATE api_keys SET secret_hash = ? WHERE id = ?').bind(stored.secretHash, id).run();
    expect(await tryKey(text)).toBe(200);
  });

  it('A-2 gives the text of a stronger key to no weaker one', async () => {
    const workspace = await newWorkspace();
    const weak = await newKey(workspace, { scopes: ['keys:write', 'keys:read'] });
    const strong = await createKeyBy(workspace.apiKey, { scopes: ['*'] });
    const response = await call(`/api/keys/${strong.id}/rotate`, { key: weak.text, body: {} });
    expect((await problemIn(response)).code).toBe('scope_not_held');
    expect(await tryKey(strong.key)).toBe(200);
  });

  it('A-1 gives the text of an owner’s key to no admin', async () => {
    const [workspace, colleague] = [await newWorkspace(), await newWorkspace()];
    await bindings.DB.prepare("INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, 'admin', 1)")
      .bind(workspace.workspaceId, colleague.userId)
      .run();
    const admin = await newKey({ ...workspace, userId: colleague.userId });
    const owners = await createKeyBy(workspace.apiKey);
    const response = await call(`/api/keys/${owners.id}/rotate`, { key: admin.text, body: {} });
    expect((await problemIn(response)).code).toBe('scope_not_held');
    expect((await rotateKeyBy(admin.text, admin.id)).id).toBe(admin.id);
  });

  it.each([[{ graceSeconds: -1 }], [{ graceSeconds: 604_801 }], [{ graceSeconds: 1.5 }], [{ graceSeconds: '1' }]])(
    'A-2 refuses %j',
    async (body) => {
      const { apiKey } = await newWorkspace();
      const { id } = await createKeyBy(apiKey);
      const problem = await problemIn(await call(`/api/keys/${id}/rotate`, { key: apiKey, body }));
      expect([problem.code, problem.errors?.[0]?.pointer]).toEqual(['validation_failed', '/graceSeconds']);
    },
  );

  it.each(['expired', 'revoked'])('A-2 brings no key back that is %s', async (how) => {
    const workspace = await newWorkspace();
    const key = await newKey(workspace, how === 'expired' ? { expiresAt: new Date(1) } : {});
    if (how === 'revoked') await revoke(workspace.apiKey, key.id);
    const problem = await problemIn(await call(`/api/keys/${key.id}/rotate`, { key: workspace.apiKey, body: {} }));
    expect(problem).toMatchObject({ status: 409, code: 'conflict', keyStatus: how });
  });
});

describe('revocation of a key', () => {
  it('A-2 refuses it at once while it is in use, closes its connections, and may be repeated', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey);
    expect(await tryKey(key)).toBe(200);
    const [mine, other] = [await connect(key), await connect(apiKey)];
    expect((await revoke(apiKey, id)).status).toBe(204);
    expect(await tryKey(key)).toBe('invalid_api_key');
    expect(await mine.closed()).toBe(4401);
    expect((await revoke(apiKey, id)).status).toBe(204);
    expect(await readKey(apiKey, id)).toMatchObject({ status: 'revoked' });
    expect(other.seen.closed).toBeNull();
    const { results } = await bindings.DB.prepare(
      "SELECT 1 FROM audit_rows WHERE target_id = ? AND action = 'key.revoked'",
    )
      .bind(id)
      .all();
    expect(results).toHaveLength(1);
    other.socket.close();
  });

  it('H-2 leaves no ticket that the key asked for before', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey);
    const { ticket } = (await (await call('/api/ws/ticket', { method: 'POST', key })).json()) as { ticket: string };
    await revoke(apiKey, id);
    const headers = { upgrade: 'websocket', 'sec-websocket-protocol': `waqtor.v1, ticket.${ticket}` };
    expect((await problemIn(await call('/ws', { headers }))).code).toBe('invalid_api_key');
  });

  it('H-2 by another isolate opens no connection with what this one remembers', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey);
    expect(await tryKey(key)).toBe(200);
    await bindings.DB.prepare('UPDATE api_keys SET revoked_at = 1 WHERE id = ?').bind(id).run();
    const response = await call('/ws', { headers: { upgrade: 'websocket', 'x-api-key': key } });
    expect((await problemIn(response)).code).toBe('invalid_api_key');
    pass(KEY_CACHE_TTL_MS);
    expect(await tryKey(key)).toBe('invalid_api_key');
  });
});

describe('a key that is narrowed', () => {
  const patch = (key: string, id: string, body: object) => call(`/api/keys/${id}`, { method: 'PATCH', key, body });

  it('A-2 loses the topics that it may not follow any more, and keeps its live connections', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey, { scopes: ['events:read', 'monitor:read'] });
    const { socket, seen } = await connect(key);
    const topics = () => socket.of('subscribed').map((frame) => frame.topics);
    socket.send({ type: 'subscribe', topics: ['message', 'monitor'] });
    await until(topics, (sets) => sets.length === 1);
    await patch(apiKey, id, { scopes: ['events:read'] });
    await until(topics, (sets) => sets.length === 2);
    expect(topics()).toEqual([['message', 'monitor'], ['message']]);
    expect(seen.closed).toBeNull();
    socket.close();
  });

  it.each([{ scopes: ['messages:read'] }, { ips: ['203.0.113.7'] }])(
    'A-2 by %j loses its live connections',
    async (body) => {
      const { apiKey } = await newWorkspace();
      const { id, key } = await createKeyBy(apiKey, { scopes: ['events:read', 'messages:read'] });
      const { closed } = await connect(key);
      await patch(apiKey, id, body);
      expect(await closed()).toBe(4403);
    },
  );

  it('A-2 keeps them when it may do more, or has another name', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey);
    const { socket, seen } = await connect(key);
    await patch(apiKey, id, { scopes: ['events:read', 'messages:read'], name: 'Other' });
    // What the hub does for a second change comes after what it did for the first.
    const other = await createKeyBy(apiKey);
    const narrowed = await connect(other.key);
    await patch(apiKey, other.id, { ips: ['203.0.113.7'] });
    expect(await narrowed.closed()).toBe(4403);
    socket.send({ type: 'ping' });
    await until(
      () => socket.frames.map(({ type }) => type as string),
      (types) => types.includes('pong'),
    );
    expect(seen.closed).toBeNull();
    socket.close();
  });

  it('A-2 may do less with the next request', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey, { scopes: ['keys:read', 'messages:read'] });
    expect((await call('/api/keys', { key })).status).toBe(200);
    await patch(apiKey, id, { scopes: ['messages:read'] });
    expect((await problemIn(await call('/api/keys', { key }))).code).toBe('forbidden');
  });
});

describe('IP list of a key', () => {
  const from = (ip: string): { headers: Record<string, string> } => ({ headers: { 'cf-connecting-ip': ip } });

  it('A-2 lets in listed addresses and networks of both families alone', async () => {
    const { apiKey } = await newWorkspace();
    const { key } = await createKeyBy(apiKey, { ips: ['203.0.113.7', '2001:db8:1::/48'] });
    expect(await tryKey(key, from('203.0.113.7'))).toBe(200);
    expect(await tryKey(key, from('::ffff:203.0.113.7'))).toBe(200);
    expect(await tryKey(key, from('2001:db8:1:ffff::9'))).toBe(200);
    for (const ip of ['203.0.113.8', '2001:db8:2::1', 'x']) expect(await tryKey(key, from(ip))).toBe('ip_not_allowed');
    expect(await tryKey(key)).toBe('ip_not_allowed');
  });

  it('A-2 believes no forwarded address', async () => {
    const { apiKey } = await newWorkspace();
    const { key } = await createKeyBy(apiKey, { ips: ['203.0.113.7'] });
    for (const header of ['x-forwarded-for', 'x-real-ip', 'true-client-ip', 'forwarded', 'x-client-ip']) {
      const headers = { 'cf-connecting-ip': '198.51.100.1', [header]: '203.0.113.7' };
      expect(await tryKey(key, { headers })).toBe('ip_not_allowed');
    }
  });

  it('A-2 is not told to who does not hold the secret', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey, { ips: ['203.0.113.7'] });
    const { key: rotated } = await rotateKeyBy(apiKey, id, 0);
    expect([await tryKey(key), await tryKey(rotated)]).toEqual(['invalid_api_key', 'ip_not_allowed']);
  });

  it('H-2 holds for sockets and tickets too', async () => {
    const { apiKey } = await newWorkspace();
    const { key } = await createKeyBy(apiKey, { ips: ['203.0.113.7'] });
    const headers = { upgrade: 'websocket', 'x-api-key': key, 'cf-connecting-ip': '203.0.113.8' };
    expect(await problemIn(await call('/ws', { headers }))).toMatchObject({ status: 403, code: 'ip_not_allowed' });
  });
});

describe('use of a key', () => {
  it('A-2 is noted at most once a minute', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey);
    await tryKey(key);
    const lastUsed = async () => (await readKey(apiKey, id)).lastUsedAt ?? '';
    const first = await until(lastUsed, (at) => at !== '');
    const started = Date.parse(first);
    pass(started + 59_000 - Date.now());
    await tryKey(key);
    expect(await lastUsed()).toBe(first);
    pass(2_000);
    await tryKey(key);
    expect(Date.parse(await until(lastUsed, (at) => at !== first)) - started).toBeGreaterThanOrEqual(60_000);
  });

  it('A-2 of one minute is written once by parallel isolates', async () => {
    const { id } = await newKey(await newWorkspace());
    const db = openDatabase(bindings.DB);
    const now = Date.now();
    for (const ms of [0, 30_000, 59_999]) await touchApiKey(db, id, new Date(now + ms));
    expect((await storedKey(id))?.last_used_at).toBe(now);
  });
});

describe('secret of a key', () => {
  it('A-2 stands in no list, log or table', async () => {
    const lines: string[] = [];
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      const spy = vi.spyOn(console, level).mockImplementation((...args) => void lines.push(args.join(' ')));
      onTestFinished(() => spy.mockRestore());
    }
    const { apiKey } = await newWorkspace();
    const made = await createKeyBy(apiKey);
    const rotated = await rotateKeyBy(apiKey, made.id, 60);
    await tryKey(`${rotated.key}x`);
    const answers = [
      await (await call('/api/keys', { key: apiKey })).text(),
      await (await call(`/api/keys/${made.id}`, { key: apiKey })).text(),
    ];
    const tables = await bindings.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'd1%'",
    ).all<{ name: string }>();
    expect(tables.results.length).toBeGreaterThan(15);
    for (const { name } of tables.results) {
      answers.push(JSON.stringify((await bindings.DB.prepare(`SELECT * FROM "${name}"`).all()).results));
    }
    const everything = [...answers, ...lines].join('\n');
    expect(everything).toContain(made.id);
    for (const key of [made.key, rotated.key]) {
      const secret = parseApiKey(key)?.secret ?? key;
      expect(everything.includes(secret)).toBe(false);
      expect(everything.includes(deriveSocketKey(secret))).toBe(false);
    }
  });

  it('H-2 leaves the key of the signed handshake sealed, for each secret its own', async () => {
    const workspace = await newWorkspace();
    const made = await createKeyBy(workspace.apiKey);
    const { dataKey } = settingsOf(bindings);
    const opened = async (id: string): Promise<string> =>
      open(dataKey, id, String((await storedKey(id))?.sealed_socket_key));
    const socketKeyOf = (key: string): string => deriveSocketKey(parseApiKey(key)?.secret ?? '');
    expect(await opened(made.id)).toBe(socketKeyOf(made.key));
    const rotated = await rotateKeyBy(workspace.apiKey, made.id);
    expect(await opened(made.id)).toBe(socketKeyOf(rotated.key));
    const bootstrapId = parseApiKey(workspace.apiKey)?.id ?? '';
    expect(await opened(bootstrapId)).toBe(socketKeyOf(workspace.apiKey));
    await expect(open(dataKey, bootstrapId, String((await storedKey(made.id))?.sealed_socket_key))).rejects.toThrow();
  });
});
