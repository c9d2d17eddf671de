import type { NewAuditRow } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { FLUSH_MS, GROUP_GRACE_MS, GROUP_WINDOW_MS, GroupedRows } from './grouped-rows.ts';

/** A database and a clock that stand still until they are told. */
const setUp = () => {
  const written: { id: string; count: number }[] = [];
  const waits: (() => void)[] = [];
  const work: Promise<void>[] = [];
  const state = { now: 1_000_000, isAway: false, reports: 0 };
  const groups = new GroupedRows();
  const row = (): NewAuditRow => ({
    id: newId('aud'),
    workspaceId: 'wsp_0000000000',
    at: new Date(state.now),
    actorKind: 'key',
    actorId: 'key_0000000000',
    action: 'data.read',
    targetKind: 'messages',
    targetId: null,
    ip: null,
    requestId: null,
    outcome: 'done',
    count: 1,
    details: {},
    settledAt: new Date(state.now),
  });
  const rows: NewAuditRow[] = [];
  const count = (key = 'k'): void =>
    groups.count(
      key,
      {
        now: state.now,
        write: async ({ id, count: total }) => {
          if (state.isAway) throw new Error('away');
          written.push({ id, count: total });
        },
        wait: (ms) => {
          expect(ms).toBe(FLUSH_MS);
          return new Promise((resolve) => waits.push(resolve));
        },
        waitUntil: (promise) => void work.push(promise),
        report: () => void (state.reports += 1),
      },
      () => {
        const made = row();
        rows.push(made);
        return made;
      },
    );
  /** Lets everything happen that waits for time. */
  const pass = async (): Promise<void> => {
    state.now += FLUSH_MS;
    for (const resolve of waits.splice(0)) resolve();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const turn = async (): Promise<void> => {
    for (let n = 0; n < 20; n++) await Promise.resolve();
  };
  return { state, written, waits, work, rows, count, pass, turn };
};

describe('grouped rows', () => {
  it('G-7 writes the first of a group at once, as one', async () => {
    const { count, written, rows, turn } = setUp();
    count();
    await turn();
    expect(written).toEqual([{ id: rows[0]?.id, count: 1 }]);
  });

  it('G-7 writes what is counted later once, 10 s after the first of them, however many they are', async () => {
    const { count, written, rows, pass, turn, work } = setUp();
    for (let n = 0; n < 500; n++) count();
    await turn();
    expect(written).toHaveLength(1);
    expect(work).toHaveLength(2);
    await pass();
    expect(written.at(-1)).toEqual({ id: rows[0]?.id, count: 500 });
    count();
    await pass();
    expect(written).toHaveLength(3);
    expect(written.at(-1)?.count).toBe(501);
    expect(rows).toHaveLength(1);
  });

  it('G-7 settles after the last count can have come', () => {
    const { count, rows, state } = setUp();
    count();
    expect(rows[0]?.settledAt.getTime()).toBe(state.now + GROUP_WINDOW_MS + GROUP_GRACE_MS);
    expect(GROUP_GRACE_MS).toBeGreaterThanOrEqual(3 * FLUSH_MS);
  });

  it('G-7 begins a new row after 5 minutes, and one for another key at once', async () => {
    const { count, rows, state, pass } = setUp();
    count('one');
    count('two');
    state.now += GROUP_WINDOW_MS;
    count('one');
    await pass();
    expect(rows.map((row) => row.count)).toEqual([1, 1, 1]);
  });

  it('G-7 tries again when the database was away, and loses neither row nor count', async () => {
    const { count, written, rows, state, pass, turn } = setUp();
    state.isAway = true;
    count();
    count();
    await turn();
    expect(state.reports).toBe(1);
    state.isAway = false;
    await pass();
    expect(written.at(-1)).toEqual({ id: rows[0]?.id, count: 2 });
  });

  it('G-7 has the count of a request that died written by a later one', async () => {
    const { count, written, waits, state, turn, rows } = setUp();
    count();
    count();
    await turn();
    // Its request is gone, and what it waited for with it.
    waits.splice(0);
    state.now += 3 * FLUSH_MS;
    count();
    expect(waits).toHaveLength(1);
    waits.splice(0);
    state.now += GROUP_WINDOW_MS;
    count();
    await turn();
    expect(written).toContainEqual({ id: rows[0]?.id, count: 3 });
  });

  it('G-7 costs a request that only counts microseconds', () => {
    const { count } = setUp();
    count();
    count();
    const begin = performance.now();
    for (let n = 0; n < 10_000; n++) count();
    expect(performance.now() - begin).toBeLessThan(500);
  });
});
