import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import type { Principal, Role, Scope } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { connect, event, hubStub, newWorkspace, objectsEnv, producer, until } from '../hub.fixture.ts';

const run = (sql: string, ...values: (string | number | null)[]) =>
  objectsEnv.DB.prepare(sql)
    .bind(...values)
    .run();

/** A member of a new workspace with a login and a key, as the API would have written them. */
const newMember = async (role: Role = 'owner', scopes: Scope[] = ['*']) => {
  const workspaceId = newWorkspace();
  const [userId, loginId, keyId] = [newId('usr'), newId('lgn'), newId('key')];
  const now = Date.now();
  await run(
    'INSERT INTO users (id, name, email, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
    userId,
    'A',
    `${userId}@example.com`,
    now,
    now,
  );
  await run('INSERT INTO workspaces (id, name, created_at) VALUES (?, ?, ?)', workspaceId, 'W', now);
  await run(
    'INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, ?)',
    workspaceId,
    userId,
    role,
    now,
  );
  await run(
    'INSERT INTO auth_sessions (id, token, user_id, expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
    loginId,
    loginId,
    userId,
    now + 3_600_000,
    now,
    now,
  );
  await run(
    'INSERT INTO api_keys (id, workspace_id, created_by, name, mode, secret_hash, scopes, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    keyId,
    workspaceId,
    userId,
    'K',
    'test',
    'x',
    JSON.stringify(scopes),
    now,
  );
  const person: Principal = { kind: 'user', id: userId, loginId, workspaceId, role, scopes: ['*'] };
  const key: Principal = { kind: 'key', id: keyId, workspaceId, role, scopes };
  return { workspaceId, userId, loginId, keyId, person, key };
};

const check = async (workspaceId: string): Promise<void> => {
  await runInDurableObject(hubStub(workspaceId), (_, state) => {
    state.storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'principals'`);
  });
  await runDurableObjectAlarm(hubStub(workspaceId));
};

describe('principals of open sockets', () => {
  it('H-2 closes the sockets of a key that was revoked without a hint, with 4401', async () => {
    const { workspaceId, keyId, key, person } = await newMember();
    const [byKey, byPerson] = [await connect(workspaceId, key), await connect(workspaceId, person)];
    await run('UPDATE api_keys SET revoked_at = ? WHERE id = ?', Date.now(), keyId);
    await check(workspaceId);
    await until(() => byKey.closed !== null);
    expect(byKey.closed).toEqual({ code: 4401, reason: 'unauthorized' });
    expect(byPerson.closed).toBeNull();
  });

  it('H-2 closes the sockets of a key that expired', async () => {
    const { workspaceId, keyId, key } = await newMember();
    const client = await connect(workspaceId, key);
    await run('UPDATE api_keys SET expires_at = ? WHERE id = ?', Date.now() - 1, keyId);
    await check(workspaceId);
    await until(() => client.closed !== null);
    expect(client.closed?.code).toBe(4401);
  });

  it('A-1 closes the sockets of a login that ended, with 4401', async () => {
    const { workspaceId, loginId, person } = await newMember();
    const client = await connect(workspaceId, person);
    await run('DELETE FROM auth_sessions WHERE id = ?', loginId);
    await check(workspaceId);
    await until(() => client.closed !== null);
    expect(client.closed?.code).toBe(4401);
  });

  it('A-1 closes the sockets of somebody who left the workspace, with 4403', async () => {
    const { workspaceId, userId, person } = await newMember();
    const client = await connect(workspaceId, person);
    await run('DELETE FROM members WHERE user_id = ?', userId);
    await check(workspaceId);
    await until(() => client.closed !== null);
    expect(client.closed).toEqual({ code: 4403, reason: 'forbidden' });
  });

  it('H-3 closes the sockets of a key whose list of addresses no longer holds theirs', async () => {
    const { workspaceId, keyId, key } = await newMember();
    const client = await connect(workspaceId, key, { headers: { 'x-waqtor-internal-ip': '198.51.100.1' } });
    await run('UPDATE api_keys SET ips = ? WHERE id = ?', '["203.0.113.0/24"]', keyId);
    await check(workspaceId);
    await until(() => client.closed !== null);
    expect(client.closed?.code).toBe(4403);
  });

  it('H-5 takes the topics that a changed role may not follow any more, and keeps the rest', async () => {
    const { workspaceId, userId, person } = await newMember();
    const client = await connect(workspaceId, person);
    await client.subscribe(['message', 'webhook']);
    await run('UPDATE members SET role = ? WHERE user_id = ?', 'viewer', userId);
    await check(workspaceId);
    expect((await client.next('subscribed', 2)).topics).toEqual(['message']);
    await producer(workspaceId).append(event({ type: 'webhook.disabled', data: {} }), event());
    await until(() => client.events.length > 0);
    expect(client.events.map(({ type }) => type)).toEqual(['message.sent']);
    expect(client.closed).toBeNull();
  });

  it('H-5 closes the sockets of a key that may read no events any more', async () => {
    const { workspaceId, keyId, key } = await newMember('owner', ['events:read']);
    const client = await connect(workspaceId, key);
    await run('UPDATE api_keys SET scopes = ? WHERE id = ?', '["messages:send"]', keyId);
    await check(workspaceId);
    await until(() => client.closed !== null);
    expect(client.closed?.code).toBe(4403);
  });

  it('H-1 looks again in a minute while sockets are open, and not at all without them', async () => {
    const { workspaceId, key } = await newMember();
    const jobs = () =>
      runInDurableObject(hubStub(workspaceId), (_, state) =>
        state.storage.sql.exec<{ due_at: number }>(`SELECT due_at FROM _schedule WHERE job = 'principals'`).toArray(),
      );
    const client = await connect(workspaceId, key);
    await check(workspaceId);
    const dueInMs = Number((await jobs())[0]?.due_at) - Date.now();
    expect(Math.abs(dueInMs - 60_000)).toBeLessThan(10_000);
    client.ws.close(1000, 'done');
    await until(async () => {
      await check(workspaceId);
      return (await jobs()).length === 0;
    });
  });
});
