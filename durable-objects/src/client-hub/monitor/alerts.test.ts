import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { DEFAULT_MONITOR_THRESHOLDS } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { connect, hubOf, hubStub, newWorkspace, objectsEnv, until } from '../hub.fixture.ts';
import { ageSnapshots, jobsOf, limit, read, runJob } from './monitor.fixture.ts';

/** What the log says of alerts: `connections raised`, … */
const logged = async (workspace: string): Promise<string[]> => {
  const { data } = await hubOf(workspace).readEvents({ after: 0, limit: 100 });
  return data.map(({ data: alert }) => `${alert.metric as string} ${alert.state as string}`);
};

/** A workspace in D1 with a member in each of these roles. */
const newTeam = async (...roles: string[]) => {
  const workspace = newWorkspace();
  const run = (sql: string, ...values: unknown[]) =>
    objectsEnv.DB.prepare(sql)
      .bind(...values)
      .run();
  await run("INSERT INTO workspaces (id, name, created_at) VALUES (?, 'Shop', 1)", workspace);
  const people = [];
  for (const role of roles) {
    const id = newId('usr');
    await run(
      "INSERT INTO users (id, name, email, email_verified, created_at, updated_at) VALUES (?, 'P', ?, 1, 1, 1)",
      id,
      `${id}@waqtor.test`,
    );
    await run('INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, 1)', workspace, id, role);
    people.push(id);
  }
  return { workspace, people };
};
const notified = async (workspace: string) =>
  (
    await objectsEnv.DB.prepare('SELECT * FROM notifications WHERE workspace_id = ? ORDER BY user_id')
      .bind(workspace)
      .all<Record<string, unknown>>()
  ).results;

describe('thresholds of a hub', () => {
  it('H-14 are the defaults until they are changed, and keep what a change leaves out', async () => {
    const workspace = newWorkspace();
    expect((await read(workspace)).thresholds).toEqual(DEFAULT_MONITOR_THRESHOLDS);
    const changed = { ...DEFAULT_MONITOR_THRESHOLDS, errors: null };
    expect(await hubOf(workspace).setThresholds(workspace, { errors: null })).toEqual(changed);
    await evictDurableObject(hubStub(workspace));
    const again = await hubOf(workspace).setThresholds(workspace, { refusals: 7 });
    expect(again).toEqual({ ...changed, refusals: 7 });
    expect((await read(workspace)).thresholds).toEqual(again);
  });

  it('H-14 raise an alert once, kept in the log, told live, and clear it once', async () => {
    const workspace = newWorkspace();
    await limit(workspace, { connections: 2 });
    const watcher = await connect(workspace);
    await watcher.subscribe(['all']);
    const second = await connect(workspace);
    await runJob(workspace, 'counters');
    await until(() => watcher.events.length === 1);
    expect(watcher.events[0]).toMatchObject({
      seq: 1,
      type: 'monitor.alert',
      data: { metric: 'connections', value: 2, limit: 2, state: 'raised' },
    });
    const { alerts } = await read(workspace);
    expect(alerts).toEqual([{ metric: 'connections', value: 2, limit: 2, since: watcher.events[0]?.data.since }]);
    await runJob(workspace, 'snapshot');
    expect(await logged(workspace)).toEqual(['connections raised']);
    second.ws.close(1000);
    await until(async () => (await read(workspace)).alerts.length === 0);
    await read(workspace);
    expect(await logged(workspace)).toEqual(['connections raised', 'connections cleared']);
  });

  it('H-14 judge errors and refusals by 5 minutes, and clear them when the window is over', async () => {
    const workspace = newWorkspace();
    await limit(workspace, { refusals: 3 });
    const client = await connect(workspace);
    for (let n = 0; n < 3; n += 1) client.send('x'.repeat(11_000));
    await client.next('error', 3);
    await runJob(workspace, 'counters');
    expect((await read(workspace)).alerts).toMatchObject([{ metric: 'refusals', value: 3 }]);
    client.ws.close(1000);
    await until(async () => (await read(workspace)).figures.connections.current === 0);
    await runJob(workspace, 'snapshot');
    // Nobody is connected and nothing is counted: that an alert stands is why the hub looks again.
    expect(await jobsOf(workspace)).toContain('snapshot');
    await ageSnapshots(workspace, 5 * 60_000);
    await runJob(workspace, 'counters');
    await runJob(workspace, 'snapshot');
    expect((await read(workspace)).alerts).toEqual([]);
    expect(await logged(workspace)).toEqual(['refusals raised', 'refusals cleared']);
    expect(await jobsOf(workspace)).not.toContain('snapshot');
  });

  it('H-14 tell nothing again after an eviction, and what was not told before it', async () => {
    const workspace = newWorkspace();
    await limit(workspace, { connections: 1 });
    await connect(workspace);
    await runJob(workspace, 'counters');
    await evictDurableObject(hubStub(workspace));
    await read(workspace);
    expect(await logged(workspace)).toEqual(['connections raised']);
    // As a crash leaves it between the change of the alert and the append.
    await runInDurableObject(hubStub(workspace), (_, { storage }) => {
      storage.sql.exec('UPDATE producers SET last_n = 0');
      storage.sql.exec('DELETE FROM events');
    });
    await evictDurableObject(hubStub(workspace));
    await runJob(workspace, 'outbox');
    expect(await logged(workspace)).toEqual(['connections raised']);
  });

  it('H-14 notify every owner and admin once of an alert that is raised, and nobody of one that is cleared', async () => {
    const { workspace, people } = await newTeam('owner', 'admin', 'admin', 'agent', 'viewer');
    await limit(workspace, { connections: 1 });
    const client = await connect(workspace);
    await runJob(workspace, 'counters');
    await until(async () => (await notified(workspace)).length === 3);
    client.ws.close(1000);
    await until(async () => (await read(workspace)).alerts.length === 0);
    expect(await jobsOf(workspace)).not.toContain('notify');
    const rows = await notified(workspace);
    expect(rows.map((row) => row.user_id)).toEqual(people.slice(0, 3).sort());
    expect(rows[0]).toMatchObject({ type: 'warning', code: 'monitor_alert', link: '/monitor', read: 0 });
    expect(rows[0]?.id).toMatch(/^ntf_[0-9a-z]{32}$/);
    expect(JSON.parse(rows[0]?.params as string)).toEqual({ metric: 'connections', value: 1, limit: 1 });
  });

  it('H-14 notify later what D1 did not take', async () => {
    const { workspace } = await newTeam('owner');
    await limit(workspace, { connections: 1 });
    await connect(workspace);
    await objectsEnv.DB.exec('ALTER TABLE notifications RENAME TO away');
    await runJob(workspace, 'counters');
    await until(async () => (await read(workspace)).figures.errors.last?.source === 'notify');
    await objectsEnv.DB.exec('ALTER TABLE away RENAME TO notifications');
    expect(await notified(workspace)).toEqual([]);
    await until(async () => (await notified(workspace)).length === 1);
  });

  it('H-14 notify once though it is tried again', async () => {
    const { workspace } = await newTeam('owner');
    await limit(workspace, { connections: 1 });
    await connect(workspace);
    await runJob(workspace, 'counters');
    await until(async () => (await notified(workspace)).length === 1);
    await until(async () => !(await jobsOf(workspace)).includes('notify'));
    const { data } = await hubOf(workspace).readEvents({ after: 0, limit: 1 });
    // As it is when D1 took the row, and the object died before it struck the alert off.
    await runInDurableObject(hubStub(workspace), (_, { storage }) => {
      const { id = '', data: alert } = data[0] ?? {};
      storage.sql.exec('INSERT INTO notices (event_id, at, body) VALUES (?, 1, ?)', id, JSON.stringify(alert));
      storage.sql.exec("INSERT INTO _schedule (job, due_at) VALUES ('notify', 1)");
    });
    await runJob(workspace, 'notify');
    expect(await notified(workspace)).toHaveLength(1);
  });
});
