import type { TimelineEntry } from '@waqtor/contracts';
import { timelineEntrySchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { outcome } from '../testing/facts.ts';
import { TestRoom } from '../testing/test-room.ts';
import { MAX_ENTRIES } from './timeline.ts';

const page = async (room: TestRoom, query: { cursor?: string; limit: number } = { limit: 100 }) => {
  const result = await room.stub.timeline(query);
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
/** Oldest first, in short. */
const story = async (room: TestRoom): Promise<string[]> => (await page(room)).data.map(brief).reverse();

const brief = (entry: TimelineEntry): string => {
  switch (entry.kind) {
    case 'status':
      return `${entry.status}/${entry.reason ?? ''}`;
    case 'order':
      return `order ${entry.order}`;
    case 'recovery':
      return `${entry.stage} ${entry.outcome}`;
    case 'compat':
      return `compat ${[...entry.missing, ...entry.failedPatches].join(' ')}`;
    case 'host':
    case 'data_loss':
      return entry.kind;
  }
};
const state = (status: string, reason: string | null = null, more: object = {}) => ({
  type: 'state',
  status,
  reason,
  clientInfo: null,
  ...more,
});

describe('timeline of a session', () => {
  it('S-8 keeps status, orders, hosts, recoveries and what the page lacks, in order', async () => {
    const room = await new TestRoom().create();
    const host = await room.ready();
    await room.stub.control('restart', 'r');
    await host.tell(
      { type: 'recovery', stage: 'restart', cause: 'operator', outcome: 'begun' },
      state('disconnected', 'restarting'),
      state('starting', 'restarting', { recovery: { attempt: 1, maxAttempts: 5, nextAt: null } }),
      {
        type: 'compat',
        missing: ['A'],
        patches: [
          { id: 'p1', state: 'failed' },
          { id: 'p2', state: 'applied' },
        ],
      },
      { type: 'compat', missing: [], patches: [{ id: 'p1', state: 'not_needed' }] },
    );
    await host.ready();
    await room.stub.noteOrder('move');
    expect(await story(room)).toEqual([
      'starting/',
      'host',
      'ready/',
      'order restart',
      'restart begun',
      'starting/restarting',
      'compat A p1',
      'ready/',
      'order move',
    ]);
    for (const entry of (await page(room)).data) timelineEntrySchema.parse(entry);
  });

  it('S-8 keeps a pairing code that was asked for, and the loss of a store', async () => {
    const room = await new TestRoom().create();
    const host = await room.link();
    await host.tell(state('qr'));
    const asking = room.stub.pairingCode('966500000001', 'r');
    const { command } = await host.command();
    await host.tell(
      outcome(command.id, 'done', { value: { code: 'ABCD-1234', expiresAt: '2026-11-01T10:00:00.000Z' } }),
    );
    await asking;
    await host.ready();
    await room.send();
    await host.command(1);
    await room.cut(host);
    await room.link(await room.lease(host.hostId, newId('sto')));
    const told = await story(room);
    expect(told).toContain('order pairing_code');
    expect(told.slice(-2)).toEqual(['host', 'data_loss']);
  });

  it('S-8 notes a host once for each lease', async () => {
    const room = await new TestRoom().create();
    const host = await room.link();
    await room.link({ ...host, n: host.n });
    expect((await story(room)).filter((entry) => entry === 'host')).toHaveLength(1);
  });

  it('S-8 pages newest first without a repeat or a hole while entries are added, and refuses a foreign cursor', async () => {
    const room = await new TestRoom().create();
    for (let i = 0; i < 6; i += 1) await room.stub.noteOrder('move');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { data, nextCursor, hasMore } = await page(room, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...data.map(({ id }) => id));
      cursor = nextCursor ?? undefined;
      expect(hasMore).toBe(cursor !== undefined);
      await room.stub.noteOrder('move');
    } while (cursor);
    expect(seen).toEqual(['7', '6', '5', '4', '3', '2', '1']);
    expect(await room.stub.timeline({ cursor: 'x', limit: 2 })).toMatchObject({ ok: false, code: 'invalid_cursor' });
  });

  it('S-8 keeps 500 entries of 30 days', async () => {
    const room = await new TestRoom().create();
    await room.sql(`WITH RECURSIVE i(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM i WHERE n < ${MAX_ENTRIES + 50})
      INSERT INTO timeline (n, at, body) SELECT n, ${Date.now()}, '{"kind":"order","order":"move"}' FROM i`);
    await room.stub.noteOrder('move');
    expect(await room.sql('SELECT COUNT(*) AS n FROM timeline')).toEqual([{ n: MAX_ENTRIES }]);
    await room.sql(`UPDATE timeline SET at = ${Date.now() - 31 * 24 * 3_600_000} WHERE n < ${MAX_ENTRIES + 49}`);
    expect((await page(room)).data).toHaveLength(3);
    await room.runJob('housekeep');
    expect(await room.sql('SELECT COUNT(*) AS n FROM timeline')).toEqual([{ n: 3 }]);
  });
});

describe('recovery of a session', () => {
  const recovery = (attempt: number) => ({ attempt, maxAttempts: 5, nextAt: '2026-11-01T10:00:00.000Z' });
  const broken = (attempt: number) => state('disconnected', 'browser_crashed', { recovery: recovery(attempt) });

  it('S-5 is shown, told with each change once, survives an eviction, and is forgotten when ready', async () => {
    const room = await new TestRoom().create();
    const host = await room.ready();
    await host.tell(broken(1), broken(1), broken(2));
    expect((await room.state()).recovery).toEqual(recovery(2));
    await room.evict();
    expect((await room.state()).recovery).toEqual(recovery(2));
    await host.tell(broken(2));
    await host.ready();
    expect((await room.state()).recovery).toBeNull();
    await room.runJob('outbox');
    const told = (await room.events('session.status')).map(({ data }) => data.recovery);
    expect(told).toEqual([null, recovery(1), recovery(2), null]);
    expect((await story(room)).filter((entry) => entry.startsWith('disconnected'))).toHaveLength(1);
  });

  it('S-1 takes the status of a newer host whose reason is unknown', async () => {
    const room = await new TestRoom().create();
    const host = await room.ready();
    expect(await host.tell(state('degraded', 'sunspots'))).toEqual({ type: 'ack', n: host.n });
    expect(await room.state()).toMatchObject({ status: 'degraded', reason: null });
  });
});
