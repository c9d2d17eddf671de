import type { RefusalKind } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { NO_WORKSPACE, REFUSAL_FLUSH_MS, RefusalTally } from './refusal-tally.ts';
import type { RefusalRow } from './refusal-tally.ts';

const HOUR_MS = 60 * 60_000;
const SHOP = 'wsp_0000000001';

/** A database and a clock that stand still until they are told. */
const setUp = () => {
  const state = { now: 10 * HOUR_MS + 1_000, isAway: false, reports: 0 };
  const writes: RefusalRow[][] = [];
  let waits: (() => void)[] = [];
  const tally = new RefusalTally();
  const refuse = (kind: RefusalKind, workspaceId = SHOP): void =>
    tally.count(workspaceId, kind, {
      now: () => state.now,
      write: async (rows) => {
        if (state.isAway) throw new Error('away');
        writes.push(rows);
      },
      wait: (ms) => {
        expect(ms).toBe(REFUSAL_FLUSH_MS);
        return new Promise((resolve) => waits.push(resolve));
      },
      waitUntil: () => undefined,
      report: () => void (state.reports += 1),
    });
  const pass = async (): Promise<void> => {
    state.now += REFUSAL_FLUSH_MS;
    const due = waits;
    waits = [];
    for (const resolve of due) resolve();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  /** The requests that were to write are gone. */
  const die = (): void => void (waits = []);
  return { state, writes, tally, refuse, pass, die, scheduled: () => waits.length };
};

describe('refusal tally', () => {
  it('H-13 writes a flood once, 5 s after the first, as one row a workspace, kind and hour', async () => {
    const { refuse, pass, writes, scheduled } = setUp();
    for (let n = 0; n < 300; n++) refuse('unauthorized');
    refuse('invalid_origin');
    refuse('unauthorized', NO_WORKSPACE);
    expect([writes.length, scheduled()]).toEqual([0, 1]);
    await pass();
    expect(writes).toEqual([
      [
        { workspaceId: SHOP, kind: 'unauthorized', hour: 10 * HOUR_MS, count: 300 },
        { workspaceId: SHOP, kind: 'invalid_origin', hour: 10 * HOUR_MS, count: 1 },
        { workspaceId: NO_WORKSPACE, kind: 'unauthorized', hour: 10 * HOUR_MS, count: 1 },
      ],
    ]);
  });

  it('H-13 tells what is not written yet, of one workspace, and forgets it with the write', async () => {
    const { refuse, pass, tally } = setUp();
    refuse('expired');
    refuse('expired', 'wsp_0000000002');
    expect(tally.waitingOf(SHOP)).toEqual([{ workspaceId: SHOP, kind: 'expired', hour: 10 * HOUR_MS, count: 1 }]);
    await pass();
    expect(tally.waitingOf(SHOP)).toEqual([]);
  });

  it('H-13 begins a new row with the hour', async () => {
    const { refuse, pass, writes, state } = setUp();
    state.now = 11 * HOUR_MS - 1;
    refuse('expired');
    state.now += 1;
    refuse('expired');
    await pass();
    expect(writes[0]?.map(({ hour, count }) => [hour / HOUR_MS, count])).toEqual([
      [10, 1],
      [11, 1],
    ]);
  });

  it('H-13 keeps counts that could not be written, adds to them, and writes them by itself', async () => {
    const { refuse, pass, writes, state, tally } = setUp();
    state.isAway = true;
    refuse('invalid_signature');
    await pass();
    expect([state.reports, tally.waitingOf(SHOP)[0]?.count]).toEqual([1, 1]);
    refuse('invalid_signature');
    state.isAway = false;
    await pass();
    expect(writes.flat().map(({ count }) => count)).toEqual([2]);
    await pass();
    expect(writes).toHaveLength(1);
  });

  it('H-13 stops asking a database that stays away, until somebody is refused again', async () => {
    const { refuse, pass, writes, state, scheduled } = setUp();
    state.isAway = true;
    refuse('expired');
    for (let n = 0; n < 10; n++) await pass();
    expect([state.reports, scheduled()]).toEqual([3, 0]);
    state.isAway = false;
    refuse('expired');
    await pass();
    expect(writes.flat()[0]?.count).toBe(2);
  });

  it('H-13 has a later request write what one that died was to write', async () => {
    const { refuse, pass, writes, state, die } = setUp();
    refuse('expired');
    die();
    state.now += 2 * REFUSAL_FLUSH_MS;
    refuse('expired');
    await pass();
    expect(writes.flat()[0]?.count).toBe(2);
  });
});
