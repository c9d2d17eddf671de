import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { LOG_MAX_BYTES } from '@waqtor/core/hub/retention';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { event, hubOf, hubStub, newWorkspace, producer, until } from '../hub.fixture.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Fills the log to `count` events, stored `ageMs` ago, without bodies of any size; reopens the object. */
const fill = async (workspace: string, count: number, ageMs: number, totalBytes?: number) => {
  await producer(workspace).append(event());
  await runInDurableObject(hubStub(workspace), (_, state) => {
    const { sql } = state.storage;
    const at = Date.now() - ageMs;
    sql.exec(
      `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO events (seq, id, type, keys, at, bytes, body) SELECT i, 'evt_' || i, 'message.sent', 'message', ?, 1000, '{}' FROM n`,
      count,
      at,
    );
    sql.exec('UPDATE events SET at = ?', at);
    sql.exec('UPDATE meta SET last_seq = ?, total_bytes = ?', count, totalBytes ?? count * 1000);
  });
  await evictDurableObject(hubStub(workspace));
};
const firstSeq = async (workspace: string) =>
  ((await hubOf(workspace).readEvents({ after: 0, limit: 1 })).gap?.to ?? 0) + 1;
/** Runs the trim job until it has nothing more to do. */
const trim = (workspace: string) =>
  until(async () => {
    const isDone = await runInDurableObject(hubStub(workspace), (_, state) => {
      const due = state.storage.sql
        .exec<{ due_at: number }>(`SELECT due_at FROM _schedule WHERE job = 'trim'`)
        .toArray();
      return due.length === 0 || (due[0]?.due_at ?? 0) > Date.now() + 1000;
    });
    if (!isDone) await runDurableObjectAlarm(hubStub(workspace));
    return isDone;
  });
const makeTrimDue = (workspace: string) =>
  runInDurableObject(hubStub(workspace), (_, state) => {
    state.storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'trim'`);
  });

describe('retention', () => {
  it('H-6 trims what is older than 24 h but keeps the newest 10,000', async () => {
    const workspace = newWorkspace();
    await fill(workspace, 13_000, 25 * HOUR_MS);
    await producer(workspace, newId('ses')).append(event());
    await makeTrimDue(workspace);
    await trim(workspace);
    expect(await firstSeq(workspace)).toBe(3002);
    expect((await hubOf(workspace).readEvents({ after: 13_000, limit: 5 })).data.map((one) => one.seq)).toEqual([
      13_001,
    ]);
  });

  it('H-6 keeps what is younger than 24 h however many', async () => {
    const workspace = newWorkspace();
    await fill(workspace, 12_000, 23 * HOUR_MS);
    await producer(workspace, newId('ses')).append(event());
    await makeTrimDue(workspace);
    await trim(workspace);
    expect(await firstSeq(workspace)).toBe(1);
  });

  it('H-6 trims young events above 1 GB, but not those that an endpoint still waits for', async () => {
    const workspace = newWorkspace();
    await fill(workspace, 200, HOUR_MS, LOG_MAX_BYTES + 99_500);
    await runInDurableObject(hubStub(workspace), (_, state) => {
      state.storage.sql.exec(
        `INSERT INTO endpoints (endpoint_id, events, enabled, cursor, retry_at) VALUES ('whk_0000000000', '["*"]', 1, 40, ?)`,
        Date.now() + HOUR_MS,
      );
    });
    await evictDurableObject(hubStub(workspace));
    await producer(workspace, newId('ses')).append(event());
    await makeTrimDue(workspace);
    await trim(workspace);
    expect(await firstSeq(workspace)).toBe(41);
    await hubOf(workspace).removeEndpoint('whk_0000000000');
    await makeTrimDue(workspace);
    await trim(workspace);
    expect(await firstSeq(workspace)).toBeGreaterThanOrEqual(100);
  });
});
