import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { newId } from '@waqtor/core/id';
import { putGroupedAuditRow, settleAuditRow } from '@waqtor/db/queries/audit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SEAL_DELAY_MS } from './audit-log.ts';
import { db, dueInMs, logOf, logStub, objectsEnv, sealNow, storedRows, writeRow, writeRows } from './log.fixture.ts';
import { SEAL_PAGE_ROWS, SETTLE_MARGIN_MS } from './seal-settled.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** From now on the database refuses the next statement that contains `text`, as often as told. */
const breakDatabase = (text: string, times = 1): void => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  let left = times;
  const prepare = objectsEnv.DB.prepare.bind(objectsEnv.DB);
  vi.spyOn(Object.getPrototypeOf(objectsEnv.DB) as D1Database, 'prepare').mockImplementation((sql: string) => {
    if (left > 0 && sql.includes(text)) {
      left -= 1;
      throw new Error('D1_ERROR: away');
    }
    return prepare(sql);
  });
};

describe('sealing', () => {
  it('G-7 is armed by a nudge, within 10 s, and a second nudge does not put it off', async () => {
    const workspaceId = newId('wsp');
    await logOf(workspaceId).nudge(workspaceId);
    const first = await dueInMs(workspaceId);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(SEAL_DELAY_MS);
    expect(SEAL_DELAY_MS + SETTLE_MARGIN_MS).toBeLessThanOrEqual(10_000);
    await logOf(workspaceId).nudge(workspaceId);
    expect(await dueInMs(workspaceId)).toBeLessThanOrEqual(first ?? 0);
  });

  it('G-7 gives settled rows their places in the order of settling, then of the id', async () => {
    const workspaceId = newId('wsp');
    const late = await writeRow(workspaceId, { settledAt: new Date(Date.now() - 10_000) });
    const [one, two] = await writeRows(workspaceId, 2);
    const early = await writeRow(workspaceId, { settledAt: new Date(1) });
    await sealNow(workspaceId);
    const rows = await storedRows(workspaceId);
    const middle = [one, two].sort((a, b) => Number(a?.settledAt) - Number(b?.settledAt)).map((row) => row?.id);
    expect(rows.map((row) => [row.seq, row.id])).toEqual([
      [1, early.id],
      [2, middle[0]],
      [3, middle[1]],
      [4, late.id],
    ]);
    expect(rows.every((row) => /^[0-9a-f]{64}$/.test(row.hash ?? ''))).toBe(true);
    expect(await logOf(workspaceId).verify(workspaceId)).toEqual({
      isIntact: true,
      sealedRows: 4,
      unsealedRows: 0,
      faults: [],
      head: { seq: 4, hash: rows[3]?.hash },
    });
  });

  it('G-7 leaves what has not settled, and comes back when it has', async () => {
    const workspaceId = newId('wsp');
    await writeRow(workspaceId);
    await writeRow(workspaceId, { action: 'data.read', settledAt: new Date(Date.now() + 120_000) });
    await sealNow(workspaceId);
    expect((await storedRows(workspaceId)).map((row) => row.seq)).toEqual([null, 1]);
    const due = await dueInMs(workspaceId);
    expect(due).toBeGreaterThan(115_000);
    expect(due).toBeLessThanOrEqual(120_000 + SETTLE_MARGIN_MS);
    expect(await logOf(workspaceId).verify(workspaceId)).toMatchObject({ sealedRows: 1, unsealedRows: 1 });
  });

  it('G-7 sleeps when everything is sealed', async () => {
    const workspaceId = newId('wsp');
    await writeRow(workspaceId);
    await sealNow(workspaceId);
    expect(await dueInMs(workspaceId)).toBeNull();
  });

  it('G-7 seals more rows than a page in one go', async () => {
    const workspaceId = newId('wsp');
    const count = SEAL_PAGE_ROWS * 2 + 1;
    const { id: _id, ...like } = await writeRow(workspaceId);
    const insert = objectsEnv.DB.prepare(
      `INSERT INTO audit_rows SELECT 'aud_' || hex(randomblob(13)), workspace_id, at, actor_kind, actor_id, action,
        target_kind, target_id, ip, request_id, outcome, count, details, settled_at, NULL, NULL
       FROM audit_rows WHERE workspace_id = ?`,
    );
    await objectsEnv.DB.batch(Array.from({ length: 8 }, () => insert.bind(like.workspaceId)));
    await objectsEnv.DB.prepare(
      'DELETE FROM audit_rows WHERE workspace_id = ?1 AND id NOT IN (SELECT id FROM audit_rows WHERE workspace_id = ?1 LIMIT ?2)',
    )
      .bind(workspaceId, count)
      .run();
    await sealNow(workspaceId);
    const rows = await storedRows(workspaceId);
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(await logOf(workspaceId).verify(workspaceId)).toMatchObject({ isIntact: true, sealedRows: count });
  });

  it('G-7 survives a crash between its own write and the database: the same places, nothing twice', async () => {
    const workspaceId = newId('wsp');
    await writeRows(workspaceId, 3);
    breakDatabase('UPDATE OR IGNORE');
    await sealNow(workspaceId);
    expect((await storedRows(workspaceId)).map((row) => row.seq)).toEqual([null, null, null]);
    expect(await logOf(workspaceId).verify(workspaceId)).toMatchObject({
      isIntact: true,
      sealedRows: 3,
      unsealedRows: 0,
    });
    await evictDurableObject(logStub(workspaceId));
    await writeRow(workspaceId);
    await sealNow(workspaceId);
    expect((await storedRows(workspaceId)).map((row) => row.seq)).toEqual([1, 2, 3, 4]);
    expect(await logOf(workspaceId).verify(workspaceId)).toMatchObject({ isIntact: true, sealedRows: 4 });
  });

  it('G-7 tries again by itself when the database was away, and loses nothing', async () => {
    const workspaceId = newId('wsp');
    await writeRows(workspaceId, 2);
    breakDatabase('audit_rows', 2);
    await sealNow(workspaceId);
    const due = await dueInMs(workspaceId);
    expect(due).not.toBeNull();
    expect(due).toBeLessThanOrEqual(60_000);
    vi.restoreAllMocks();
    await sealNow(workspaceId);
    expect((await storedRows(workspaceId)).map((row) => row.seq)).toEqual([1, 2]);
  });

  it('G-7 survives eviction: the alarm is armed, and the chain goes on where it was', async () => {
    const workspaceId = newId('wsp');
    await writeRow(workspaceId);
    await sealNow(workspaceId);
    await writeRow(workspaceId);
    await logOf(workspaceId).nudge(workspaceId);
    await evictDurableObject(logStub(workspaceId));
    expect(await runInDurableObject(logStub(workspaceId), (_object, state) => state.storage.getAlarm())).not.toBeNull();
    await sealNow(workspaceId);
    expect((await storedRows(workspaceId)).map((row) => row.seq)).toEqual([1, 2]);
    expect(await logOf(workspaceId).verify(workspaceId)).toMatchObject({ isIntact: true, sealedRows: 2 });
  });

  it('G-7 keeps one chain when two alarms run at once and writers write meanwhile', async () => {
    const workspaceId = newId('wsp');
    await writeRows(workspaceId, 5);
    await logOf(workspaceId).nudge(workspaceId);
    const run = () =>
      runInDurableObject(logStub(workspaceId), async (object, state) => {
        state.storage.sql.exec(`INSERT OR REPLACE INTO _schedule (job, due_at) VALUES ('seal', 0)`);
        await object.alarm();
      });
    await Promise.all([run(), writeRow(workspaceId), run(), writeRow(workspaceId), run(), writeRows(workspaceId, 3)]);
    await sealNow(workspaceId);
    const rows = await storedRows(workspaceId);
    expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await logOf(workspaceId).verify(workspaceId)).toMatchObject({ isIntact: true, sealedRows: 10 });
  });

  it('G-7 is not held up by a planted row that holds the next place', async () => {
    const workspaceId = newId('wsp');
    const [, planted] = await writeRows(workspaceId, 3);
    await objectsEnv.DB.prepare(`UPDATE audit_rows SET seq = 1, hash = 'x' WHERE id = ?`).bind(planted?.id).run();
    await sealNow(workspaceId);
    await writeRow(workspaceId);
    await sealNow(workspaceId);
    expect(await logOf(workspaceId).verify(workspaceId)).toMatchObject({
      isIntact: false,
      sealedRows: 3,
      unsealedRows: 0,
      faults: [{ seq: 1, id: planted?.id, fault: 'foreign' }],
    });
  });

  it('G-7 takes no nudge for another workspace', async () => {
    const workspaceId = newId('wsp');
    await logOf(workspaceId).nudge(workspaceId);
    await runInDurableObject(logStub(workspaceId), async (object) => {
      await expect(object.nudge(newId('wsp'))).rejects.toThrow('another workspace');
      await expect(object.verify(newId('wsp'))).rejects.toThrow('Another workspace');
    });
  });
});

describe('a row that is still open', () => {
  it('G-7 takes its outcome until it settles, and none after that', async () => {
    const workspaceId = newId('wsp');
    const now = new Date();
    const open = await writeRow(workspaceId, { outcome: 'attempted', settledAt: new Date(now.getTime() + 30_000) });
    await settleAuditRow(db, { ...open, outcome: 'done' }, now);
    expect((await storedRows(workspaceId)).map((row) => row.outcome)).toEqual(['done']);
    await settleAuditRow(db, { ...open, outcome: 'refused' }, now);
    expect((await storedRows(workspaceId)).map((row) => row.outcome)).toEqual(['done']);
    const late = await writeRow(workspaceId, { outcome: 'attempted', settledAt: now });
    await settleAuditRow(db, { ...late, outcome: 'done' }, new Date(now.getTime() + 1));
    expect((await storedRows(workspaceId)).find((row) => row.id === late.id)?.outcome).toBe('attempted');
  });

  it('G-7 takes higher counts until it settles, and none once it is sealed', async () => {
    const workspaceId = newId('wsp');
    const now = new Date();
    const open = await writeRow(workspaceId, { action: 'data.read', settledAt: new Date(now.getTime() + 30_000) });
    const count = async () => (await storedRows(workspaceId))[0]?.count;
    await putGroupedAuditRow(db, { ...open, count: 5 }, now);
    expect(await count()).toBe(5);
    await putGroupedAuditRow(db, { ...open, count: 3 }, now);
    expect(await count()).toBe(5);
    await putGroupedAuditRow(db, { ...open, count: 9 }, open.settledAt);
    expect(await count()).toBe(5);
  });
});
