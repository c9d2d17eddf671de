import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import type { SubjectClaim } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { newTeam, rowsOf } from '../../session-room/testing/test-team.ts';
import { hubOf, hubStub, newWorkspace, until } from '../hub.fixture.ts';

const DAY_MS = 86_400_000;
const claim = (change: Partial<SubjectClaim> = {}): SubjectClaim => ({
  subject: 'key_a',
  windowStart: 60_000,
  limit: 100,
  used: 0,
  debt: 0,
  want: 60,
  ...change,
});

describe('request quota', () => {
  it('A-3 leases to each subject by itself, in the order of the claims', async () => {
    const workspaceId = newWorkspace();
    const claims = [claim(), claim(), claim({ subject: 'key_b' }), claim({ windowStart: 0 })];
    expect(await hubOf(workspaceId).leaseRequests(workspaceId, claims)).toEqual([
      { granted: 60, remaining: 40, used: 0 },
      { granted: 40, remaining: 0, used: 0 },
      { granted: 60, remaining: 40, used: 0 },
      null,
    ]);
  });

  it('A-3 is not forgotten when the hub is evicted', async () => {
    const workspaceId = newWorkspace();
    await hubOf(workspaceId).leaseRequests(workspaceId, [claim({ used: 90, debt: 90, want: 0 })]);
    await evictDurableObject(hubStub(workspaceId));
    expect(await hubOf(workspaceId).leaseRequests(workspaceId, [claim()])).toEqual([
      { granted: 10, remaining: 0, used: 90 },
    ]);
  });

  it('N-4 tells owners and admins of 80 % and of 100 % of a day, once each, also over an eviction', async () => {
    const workspaceId = newWorkspace();
    const people = await newTeam(workspaceId, 'owner', 'admin', 'viewer');
    const told = async () => {
      await runInDurableObject(hubStub(workspaceId), (_, state) => state.storage.setAlarm(Date.now()));
      await runDurableObjectAlarm(hubStub(workspaceId));
      const rows = await rowsOf('notifications', workspaceId);
      return rows
        .filter(({ user_id }) => user_id === people[0])
        .map(({ code, params }) => `${code as string} ${(JSON.parse(params as string) as { percent: number }).percent}`)
        .sort();
    };
    const use = (used: number) =>
      hubOf(workspaceId).leaseRequests(workspaceId, [claim({ subject: 'workspace', used, debt: used, want: 0 })]);
    await use(79);
    expect(await told()).toEqual([]);
    await use(1);
    await until(async () => (await told()).length === 1);
    await evictDurableObject(hubStub(workspaceId));
    await use(5);
    await use(30);
    await until(async () => (await told()).length === 2);
    await use(5);
    expect(await told()).toEqual(['quota_near 100', 'quota_near 80']);
    expect(new Set((await rowsOf('notifications', workspaceId)).map(({ user_id }) => user_id)).size).toBe(2);
  });

  it('A-3 keeps one row a subject, and none of subjects that were silent for two days', async () => {
    const workspaceId = newWorkspace();
    const hub = hubOf(workspaceId);
    await hub.leaseRequests(workspaceId, [
      claim({ windowStart: DAY_MS }),
      claim({ subject: 'b', windowStart: DAY_MS }),
    ]);
    await hub.leaseRequests(workspaceId, [claim({ windowStart: 3 * DAY_MS }), claim({ windowStart: 4 * DAY_MS })]);
    const rows = await runInDurableObject(hubStub(workspaceId), (_object, { storage }) =>
      storage.sql.exec('SELECT subject, window_start FROM request_quota').toArray(),
    );
    expect(rows).toEqual([{ subject: 'key_a', window_start: 4 * DAY_MS }]);
  });
});
