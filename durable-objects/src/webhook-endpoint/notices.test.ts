import { runDurableObjectAlarm } from 'cloudflare:test';
import { newId } from '@waqtor/core/id';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEndpoint,
  endpointStub,
  handed,
  inTables,
  objectsEnv,
  playReceiver,
  until,
  valueOf,
  forgetEndpoints,
} from './endpoint.fixture.ts';

const HOUR_MS = 60 * 60 * 1000;
/** An owner and a viewer of a new workspace. */
const people = async () => {
  const [workspaceId, ownerId, viewerId] = [newId('wsp'), newId('usr'), newId('usr')];
  const run = (sql: string, ...values: unknown[]) => objectsEnv.DB.prepare(sql).bind(...values);
  const user = (id: string) =>
    run(
      'INSERT INTO users (id, name, email, created_at, updated_at) VALUES (?, ?, ?, 0, 0)',
      id,
      'A',
      `${id}@example.com`,
    );
  const member = (id: string, role: string) =>
    run('INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, 0)', workspaceId, id, role);
  await objectsEnv.DB.batch([
    user(ownerId),
    user(viewerId),
    run('INSERT INTO workspaces (id, name, created_at) VALUES (?, ?, 0)', workspaceId, 'A'),
    member(ownerId, 'owner'),
    member(viewerId, 'viewer'),
  ]);
  const told = async (): Promise<Record<string, unknown>[]> =>
    (await objectsEnv.DB.prepare('SELECT * FROM notifications WHERE workspace_id = ?').bind(workspaceId).all()).results;
  return { workspaceId, ownerId, told };
};

afterEach(forgetEndpoints);

describe('notices of an endpoint', () => {
  it('N-4 tells the administrators once that an endpoint was disabled, and nothing that lies in its address', async () => {
    playReceiver(() => new Response('', { status: 410 }));
    const { workspaceId, ownerId, told } = await people();
    const endpoint = await createEndpoint({ workspaceId, url: 'http://localhost:9/hook?key=of-the-operator' });
    await endpoint.rpc.enqueue([handed(), handed()]);
    await until(async () => (await told()).length === 1);
    const [row] = await told();
    expect(row).toMatchObject({ user_id: ownerId, code: 'webhook_disabled', type: 'error' });
    // Where the page of webhooks keeps what is open.
    expect(row?.link).toBe(`/webhooks?endpoint=${endpoint.endpointId}`);
    expect(JSON.parse(String(row?.params))).toEqual({
      endpointId: endpoint.endpointId,
      description: 'localhost:9',
      reason: 'gone',
    });
    expect(valueOf(await endpoint.rpc.describe())).toMatchObject({ enabled: false, disabledReason: 'gone' });
    expect(valueOf(await endpoint.rpc.describe()).disabledAt).not.toBeNull();
  });

  it('N-4 says once that an endpoint has failed for an hour, and again only after it worked', async () => {
    let status = 500;
    const received = playReceiver(() => new Response('', { status }));
    const { workspaceId, told } = await people();
    const endpoint = await createEndpoint({ workspaceId, retry: { profile: 'quick', attempts: 1, baseMs: 1 } });
    const stub = endpointStub(workspaceId, endpoint.endpointId);
    const hourLater = async () => {
      await inTables(endpoint, (sql) => {
        sql.exec('UPDATE settings SET failing_since = ? WHERE failing_since IS NOT NULL', Date.now() - HOUR_MS);
        sql.exec(`INSERT OR REPLACE INTO _schedule (job, key, due_at) VALUES ('failing', '', 0)`);
      });
      await runDurableObjectAlarm(stub);
      await runDurableObjectAlarm(stub);
    };
    const failOnce = async (count: number) => {
      await endpoint.rpc.enqueue([handed()]);
      await until(() => received.length === count);
      await until(async () => (valueOf(await endpoint.rpc.describe()).failingSince !== null) === (status === 500));
    };
    await failOnce(1);
    await hourLater();
    await until(async () => (await told()).length === 1);
    await hourLater();
    expect(await told()).toMatchObject([{ code: 'webhook_failing', count: 1 }]);
    status = 200;
    await failOnce(2);
    status = 500;
    await failOnce(3);
    await hourLater();
    // Unread until now: what is said again of the same endpoint is counted (N-2).
    await until(async () => (await told())[0]?.count === 2);
    expect(await told()).toHaveLength(1);
  });
});
