import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import type { MonitorThresholds } from '@waqtor/contracts';
import { hubOf, hubStub, until } from '../hub.fixture.ts';

/** Builders of the monitor's tests (imported by tests only). */
export const read = (workspace: string, hours = 168) => hubOf(workspace).monitor(workspace, { hours });

/** Limits that nothing reaches, besides those that the test names. */
export const limit = (workspace: string, change: Partial<MonitorThresholds>) =>
  hubOf(workspace).setThresholds(workspace, {
    connections: null,
    averageBufferedBytes: null,
    errors: null,
    refusals: null,
    ...change,
  });

/** Jobs that are armed, without the key. */
export const jobsOf = (workspace: string): Promise<string[]> =>
  runInDurableObject(hubStub(workspace), (_, { storage }) =>
    storage.sql
      .exec<{ job: string }>('SELECT DISTINCT job FROM _schedule ORDER BY job')
      .toArray()
      .map((row) => row.job),
  );

const isDue = (workspace: string, job: string): Promise<boolean> =>
  runInDurableObject(
    hubStub(workspace),
    (_, { storage }) =>
      storage.sql.exec('SELECT 1 FROM _schedule WHERE job = ? AND due_at <= 1', job).toArray().length > 0,
  );

/** Runs a job that is armed now, as if its time had come. */
export const runJob = async (workspace: string, job: string): Promise<void> => {
  await until(async () => (await jobsOf(workspace)).includes(job));
  await runInDurableObject(hubStub(workspace), (_, { storage }) => {
    storage.sql.exec('UPDATE _schedule SET due_at = 1 WHERE job = ?', job);
  });
  await until(async () => {
    if (!(await isDue(workspace, job))) return true;
    await runInDurableObject(hubStub(workspace), (_, { storage }) => storage.setAlarm(Date.now() + 60_000));
    await runDurableObjectAlarm(hubStub(workspace));
    return !(await isDue(workspace, job));
  });
};

/** Moves what was written back in time. */
export const ageSnapshots = (workspace: string, ms: number): Promise<void> =>
  runInDurableObject(hubStub(workspace), (_, { storage }) => {
    storage.sql.exec('UPDATE snapshots SET at = at - ?', ms);
  });
