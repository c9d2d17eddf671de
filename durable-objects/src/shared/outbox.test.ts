import { runInDurableObject } from 'cloudflare:test';
import type { HubBatch } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it, vi } from 'vitest';
import { bindings } from '../session-room/testing/test-control.ts';
import { Outbox, OUTBOX_SCHEMA } from './outbox.ts';
import { Schedule, SCHEDULE_SCHEMA } from './schedule.ts';

type Send = (batch: Omit<HubBatch, 'producerId'>) => Promise<{ lastN: number }>;

const withOutbox = <T>(
  send: Send,
  work: (outbox: Outbox, left: () => number, storage: DurableObjectStorage) => Promise<T>,
): Promise<T> =>
  runInDurableObject(bindings.SESSION_ROOM.getByName(newId('ses')), async (_room, { storage }) => {
    storage.sql.exec(SCHEDULE_SCHEMA + OUTBOX_SCHEMA);
    const schedule = new Schedule(storage, {}, () => undefined);
    const left = () => storage.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM _outbox').one().n;
    return work(new Outbox({ storage, schedule: () => schedule, send }), left, storage);
  });
const item = { event: null };

describe('Outbox', () => {
  it('H-6 sends in order, in batches, one call at a time', async () => {
    const calls: number[][] = [];
    let open = 0;
    const send: Send = async ({ items }) => {
      expect(open++).toBe(0);
      await Promise.resolve();
      open--;
      calls.push(items.map(({ n }) => n));
      return { lastN: items.at(-1)?.n ?? 0 };
    };
    await withOutbox(send, async (outbox, left) => {
      outbox.add(Array.from({ length: 250 }, () => item));
      await Promise.all([outbox.drain(), outbox.drain()]);
      expect(calls.map((call) => call.length)).toEqual([100, 100, 50]);
      expect(calls.flat()).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
      expect(left()).toBe(0);
    });
  });

  it('H-6 keeps everything when the hub does not answer, and sends it again', async () => {
    let isUp = false;
    const send: Send = async ({ items }) => {
      if (!isUp) throw new Error('down');
      return { lastN: items.at(-1)?.n ?? 0 };
    };
    await withOutbox(send, async (outbox, left) => {
      outbox.add([item, item]);
      await expect(outbox.drain()).rejects.toThrow('down');
      expect(left()).toBe(2);
      isUp = true;
      await outbox.drain();
      expect(left()).toBe(0);
    });
  });

  it('H-6 forgets what was delivered with the next rows, and sends none of it again', async () => {
    const calls: number[][] = [];
    const send: Send = async ({ items }) => {
      calls.push(items.map(({ n }) => n));
      return { lastN: items.at(-1)?.n ?? 0 };
    };
    await withOutbox(send, async (outbox, left) => {
      for (const round of [1, 2]) {
        outbox.add([item, item]);
        outbox.kick();
        await vi.waitUntil(() => calls.length === round);
      }
      expect(calls).toEqual([
        [1, 2],
        [3, 4],
      ]);
      expect(left()).toBe(2);
      await outbox.drain();
      expect([calls.length, left()]).toEqual([2, 0]);
    });
  });

  it('H-6 sends what was added after a transaction was rolled back', async () => {
    const calls: number[][] = [];
    const send: Send = async ({ items }) => {
      calls.push(items.map(({ n }) => n));
      return { lastN: items.at(-1)?.n ?? 0 };
    };
    await withOutbox(send, async (outbox, left, storage) => {
      outbox.add([item]);
      await outbox.drain();
      const failed = () =>
        storage.transactionSync(() => {
          outbox.add([item, item]);
          throw new Error('no');
        });
      expect(failed).toThrow('no');
      await outbox.drain();
      outbox.add([item]);
      await outbox.drain();
      expect([calls, left()]).toEqual([[[1], [2]], 0]);
    });
  });

  it('H-6 never spins when the hub acknowledges nothing', async () => {
    await withOutbox(
      async () => ({ lastN: 0 }),
      async (outbox, left) => {
        outbox.add([item]);
        await expect(outbox.drain()).rejects.toThrow('less than it was sent');
        expect(left()).toBe(1);
      },
    );
  });
});
