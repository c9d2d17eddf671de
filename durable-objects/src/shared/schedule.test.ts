import { runInDurableObject } from 'cloudflare:test';
import { newId } from '@waqtor/core/id';
import { describe, expect, it, vi } from 'vitest';
import { bindings } from '../session-room/testing/test-control.ts';
import { type JobHandler, Schedule, SCHEDULE_SCHEMA } from './schedule.ts';

/** A schedule in an object of its own that nothing else uses; its own alarm never has a handler to run. */
const withSchedule = <T>(
  handlers: Record<string, JobHandler>,
  work: (
    schedule: Schedule,
    rows: () => { job: string; key: string }[],
    errors: string[],
    storage: DurableObjectStorage,
  ) => Promise<T>,
): Promise<T> =>
  runInDurableObject(bindings.SESSION_ROOM.getByName(newId('ses')), async (_room, { storage }) => {
    storage.sql.exec(SCHEDULE_SCHEMA);
    const errors: string[] = [];
    const schedule = new Schedule(storage, handlers, (job) => errors.push(job));
    const rows = () => storage.sql.exec<{ job: string; key: string }>('SELECT job, key FROM _schedule').toArray();
    return work(schedule, rows, errors, storage);
  });

describe('Schedule', () => {
  it('R-4 runs what is due, once, and leaves the rest', async () => {
    const ran: string[] = [];
    await withSchedule({ a: (key) => void ran.push(key) }, async (schedule, rows) => {
      const now = Date.now();
      schedule.at('a', now - 1, 'due');
      schedule.at('a', now + 60_000, 'later');
      await schedule.run(now);
      expect(ran).toEqual(['due']);
      expect(rows()).toEqual([{ job: 'a', key: 'later' }]);
    });
  });

  it('R-4 keeps a job that failed for a retry and runs the others', async () => {
    const ran: string[] = [];
    const handlers = {
      bad: () => {
        throw new Error('no');
      },
      good: () => void ran.push('good'),
    };
    await withSchedule(handlers, async (schedule, rows, errors) => {
      const now = Date.now();
      schedule.at('bad', now - 2);
      schedule.at('good', now - 1);
      await schedule.run(now);
      expect([ran, errors]).toEqual([['good'], ['bad']]);
      expect(rows()).toEqual([{ job: 'bad', key: '' }]);
    });
  });

  it('R-4 keeps what a job arms for itself while it runs', async () => {
    const self: { schedule?: Schedule } = {};
    await withSchedule({ a: () => self.schedule?.at('a', Date.now() + 3_600_000) }, async (schedule, rows) => {
      self.schedule = schedule;
      schedule.at('a', Date.now() - 1);
      await schedule.run();
      expect(rows()).toEqual([{ job: 'a', key: '' }]);
    });
  });

  it('R-4 sets the alarm to the earliest job, and again only for an earlier one', async () => {
    await withSchedule({}, async (schedule, _rows, _errors, storage) => {
      const soon = Date.now() + 60_000;
      schedule.at('a', soon + 5_000);
      schedule.at('b', soon);
      await vi.waitUntil(async () => (await storage.getAlarm()) === soon);
      schedule.at('b', soon + 1_000);
      schedule.at('c', soon - 1_000);
      await vi.waitUntil(async () => (await storage.getAlarm()) === soon - 1_000);
    });
  });

  it('R-4 does not believe a job armed whose transaction was rolled back', async () => {
    await withSchedule({}, async (schedule, rows, _errors, storage) => {
      const soon = Date.now() + 60_000;
      const failed = () =>
        storage.transactionSync(() => {
          schedule.at('a', soon);
          throw new Error('no');
        });
      expect(failed).toThrow('no');
      await Promise.resolve();
      expect(rows()).toEqual([]);
      schedule.at('a', soon + 1_000);
      await vi.waitUntil(async () => (await storage.getAlarm()) === soon + 1_000);
      expect(rows()).toEqual([{ job: 'a', key: '' }]);
    });
  });

  it('R-4 still has a job whose object died while it ran', async () => {
    const seen: { rows?: () => unknown[]; during?: unknown[] } = {};
    await withSchedule({ a: () => void (seen.during = seen.rows?.()) }, async (schedule, rows) => {
      seen.rows = rows;
      schedule.at('a', Date.now() - 1);
      await schedule.run();
      expect(seen.during).toEqual([{ job: 'a', key: '' }]);
      expect(rows()).toEqual([]);
    });
  });
});
