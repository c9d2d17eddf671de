import type { HostFleetRpc } from '@waqtor/contracts';
import { fleetName } from '@waqtor/core/object-name';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HostFleet } from '../../host-fleet/host-fleet.ts';
import { bindings } from '../testing/test-control.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
/** What the fleet answers from now on. */
const fleetSays = (answer: () => Promise<'no_host' | 'no_capacity' | 'host_draining' | 'moving' | null>) =>
  vi
    .spyOn(HostFleet.prototype as unknown as { whyUnserved: () => Promise<unknown> }, 'whyUnserved')
    .mockImplementation(answer);
const dueJobs = async (room: TestRoom) =>
  Object.fromEntries((await room.sql('SELECT job, due_at FROM _schedule')).map((row) => [row.job, row.due_at]));

afterEach(() => vi.restoreAllMocks());

describe('a host that holds the lease no more', () => {
  it('S-6 loses its link to the room, which hears and tells nothing of it any more', async () => {
    const room = await new TestRoom().create();
    const host = await room.ready();
    await room.runJob('link-sweep');
    expect(host.socket.closedWith).toBeNull();
    const fleet = bindings.HOST_FLEET.getByName(fleetName()) as unknown as HostFleetRpc;
    await fleet.removeHost(host.hostId);
    await room.runJob('link-sweep');
    expect(await host.socket.closed()).toEqual({ code: 4403, reason: 'not_lease_holder' });
  });
});

describe('a session that nobody serves', () => {
  it.each(['no_host', 'no_capacity', 'host_draining', 'moving'] as const)(
    'S-1 says %s when the fleet does',
    async (why) => {
      const { room, host } = await linkedRoom();
      fleetSays(async () => why);
      await room.cut(host);
      await room.runJob('link-lost');
      expect(await room.state()).toMatchObject({ status: 'disconnected', reason: { code: why } });
    },
  );

  it('S-1 is host_lost when the fleet does not answer', async () => {
    const { room, host } = await linkedRoom();
    fleetSays(() => Promise.reject(new Error('away')));
    await room.cut(host);
    await room.runJob('link-lost');
    expect(await room.state()).toMatchObject({ status: 'disconnected', reason: { code: 'host_lost' } });
  });

  it('S-1 asks again each minute while it stays so, tells a new reason, and keeps what the host said last', async () => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    await room.runJob('link-lost');
    const due = (await dueJobs(room))['link-lost'] as number;
    expect(due - Date.now()).toBeGreaterThan(50_000);
    expect(due - Date.now()).toBeLessThanOrEqual(60_000);
    fleetSays(async () => 'no_capacity');
    await room.runJob('link-lost');
    await room.runJob('link-lost');
    const reasons = await until(
      async () => (await room.events('session.status')).map(({ data }) => data.reason),
      (list) => list.length >= 3,
    );
    expect(reasons).toEqual([null, 'host_lost', 'no_capacity']);
    await room.link({ ...host, n: host.n });
    expect(await room.state()).toMatchObject({ status: 'ready', reason: null });
    expect(await dueJobs(room)).not.toHaveProperty('link-lost');
  });

  it('S-1 believes a host that comes back while the fleet is asked', async () => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    let isBack = false;
    // A flag and not a promise: objects may not settle each other's.
    const asked = fleetSays(async () => {
      await until(
        () => isBack,
        (value) => value,
      );
      return 'no_host';
    });
    const job = room.runJob('link-lost');
    await until(
      () => asked.mock.calls.length,
      (calls) => calls > 0,
    );
    await room.link({ ...host, n: host.n });
    isBack = true;
    await job;
    expect(await room.state()).toMatchObject({ status: 'ready', reason: null });
    expect(await dueJobs(room)).not.toHaveProperty('link-lost');
  });

  it('S-1 is stopped when its host goes before it could report the stop', async () => {
    const { room, host } = await linkedRoom();
    await room.stub.control('stop', 'r');
    await room.cut(host);
    await room.runJob('link-lost');
    expect(await room.state()).toMatchObject({ status: 'stopped', reason: { code: 'stopped_by_operator' } });
    expect(await dueJobs(room)).not.toHaveProperty('link-lost');
  });
});
