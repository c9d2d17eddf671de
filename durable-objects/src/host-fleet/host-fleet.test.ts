import { evictDurableObject } from 'cloudflare:test';
import { LEASE_TTL_LONE_MS, LEASE_TTL_MS } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { until } from '../session-room/testing/test-socket.ts';
import { stub, telemetry, TestFleet } from './fleet.fixture.ts';

describe('HostFleet', () => {
  it('S-6 assigns a session to a host that comes later, and a later session to a host that is there', async () => {
    const fleet = new TestFleet();
    const early = await fleet.session();
    const host = await fleet.host();
    expect(await host.lease(early)).toMatchObject({ workspaceId: fleet.workspaceId, epoch: 1, desired: 'running' });
    const late = await fleet.session();
    expect(await host.lease(late)).toMatchObject({ epoch: 1 });
  });

  it('S-6 never assigns a session of another workspace', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const stranger = await new TestFleet().host({ hello: { sessions: [{ sessionId: session, epoch: 9 }] } });
    await fleet.host();
    expect(stranger.holds(session)).toBe(false);
    expect(await stub().checkLease(session, stranger.hostId, 1)).toBe(false);
  });

  it('S-6 keeps the epoch of a host that comes back with its store and raises it for another store', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const first = await fleet.host();
    await first.lease(session);
    const back = await fleet.host(first);
    expect((await back.lease(session))?.epoch).toBe(1);
    const wiped = await fleet.host({ hostId: first.hostId });
    expect((await wiped.lease(session))?.epoch).toBe(2);
    expect(await stub().checkLease(session, first.hostId, 1)).toBe(false);
    expect(await stub().checkLease(session, first.hostId, 2)).toBe(true);
  });

  it('H-12 closes the older control socket of a host with 4409', async () => {
    const fleet = new TestFleet();
    const first = await fleet.host();
    await fleet.host(first);
    expect(await first.socket.closed()).toEqual({ code: 4409, reason: 'replaced' });
  });

  it('S-6 grants the session of a dead host on its volume when the lease ran out, under a higher epoch', async () => {
    const fleet = new TestFleet();
    const { session, first, second } = await fleet.pair();
    await fleet.hearShortTtl(first, session, 1);
    await fleet.leave(first);
    await fleet.age(session, 74_000);
    second.socket.send(telemetry());
    await second.settled();
    expect(second.holds(session)).toBe(false);
    await fleet.age(session, 1_500);
    second.socket.send(telemetry());
    expect((await second.lease(session))?.epoch).toBe(2);
  });

  it('S-6 waits out the long TTL when its holder may not have heard of the shorter one', async () => {
    const fleet = new TestFleet();
    const { session, first, second } = await fleet.pair();
    first.renew(session, 1);
    await first.socket.next('assign', ({ leases }) => leases.some(({ ttlMs }) => ttlMs === LEASE_TTL_MS));
    await fleet.leave(first);
    await fleet.age(session, LEASE_TTL_LONE_MS);
    second.socket.send(telemetry());
    await second.settled();
    expect(second.holds(session)).toBe(false);
    await fleet.age(session, 16_000);
    second.socket.send(telemetry());
    expect((await second.lease(session))?.epoch).toBe(2);
  });

  it('S-6 revokes a session from the host that comes back after another took over', async () => {
    const fleet = new TestFleet();
    const { hello, session, first, second } = await fleet.pair();
    await fleet.leave(first);
    await fleet.age(session, LEASE_TTL_LONE_MS + 16_000);
    second.socket.send(telemetry());
    await second.lease(session);
    const back = await fleet.host({ ...first, hello });
    back.renew(session, 1);
    expect(await back.revoked(session)).toMatchObject({ reason: 'not_lease_holder', wipe: false });
    back.release(session, 1);
    back.release(session, 2);
    await back.settled();
    expect(await stub().checkLease(session, second.hostId, 2)).toBe(true);
    expect(back.holds(session)).toBe(false);
  });

  it('S-6 does not leave a login behind: without its volume another host gets nothing', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const first = await fleet.host({ hello: { volumeId: newId('vol') } });
    await first.lease(session);
    const second = await fleet.host({ hello: { sessions: [{ sessionId: session, epoch: 1 }] } });
    first.release(session, 1);
    await first.settled();
    second.socket.send(telemetry());
    await second.settled();
    expect(second.holds(session)).toBe(false);
    expect(await stub().whyUnserved(session)).toBe('host_lost');
  });

  it('S-6 grants a released session at once to a host that sees the login, not back to the one that gave it up', async () => {
    const { session, first, second } = await new TestFleet().pair();
    first.release(session, 1);
    expect((await second.lease(session))?.epoch).toBe(2);
    expect((await first.lease(session))?.epoch).toBe(1);
  });

  it('S-6 takes a released session back when its host says hello again', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const first = await fleet.host();
    await first.lease(session);
    first.socket.send({ type: 'release', sessionId: session, epoch: 1 });
    await until(
      () => stub().checkLease(session, first.hostId, 1),
      (isHeld) => !isHeld,
    );
    const back = await fleet.host(first);
    expect((await back.lease(session))?.epoch).toBe(2);
  });

  it('S-6 ignores a release under an epoch from before', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const first = await fleet.host();
    await first.lease(session);
    const wiped = await fleet.host({ hostId: first.hostId });
    wiped.release(session, 1);
    await wiped.settled();
    expect(await stub().checkLease(session, first.hostId, 2)).toBe(true);
  });

  it('S-6 revokes what a host renews and does not hold', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const first = await fleet.host();
    await first.lease(session);
    const second = await fleet.host();
    second.socket.send({ type: 'renew', leases: [{ sessionId: session, epoch: 1 }] });
    expect(await second.socket.next('revoke')).toMatchObject({ sessionId: session, wipe: false });
  });

  it('S-6 gives a lone host the long TTL and the short one as soon as another could serve', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const hello = { volumeId: newId('vol') };
    const first = await fleet.host({ hello });
    expect((await first.lease(session))?.ttlMs).toBe(LEASE_TTL_LONE_MS);
    await fleet.host({ hello });
    first.socket.send({ type: 'renew', leases: [{ sessionId: session, epoch: 1 }] });
    await first.socket.next('assign', ({ leases }) => leases.some(({ ttlMs }) => ttlMs === LEASE_TTL_MS));
  });

  it('S-6 keeps to the capacity of a host', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host({ hello: { capacity: 1 } });
    const first = await fleet.session();
    const second = await fleet.session();
    await host.lease(first);
    expect(host.holds(second)).toBe(false);
    const other = await fleet.host();
    expect((await other.lease(second))?.epoch).toBe(1);
  });

  it('S-6 keeps to the capacity that telemetry tells when it is smaller, and uses it when it grows again', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host({ hello: { capacity: 2 } });
    host.socket.send(telemetry({ capacity: 0 }));
    await host.settled();
    const session = await fleet.session();
    expect(host.holds(session)).toBe(false);
    expect(await stub().whyUnserved(session)).toBe('no_capacity');
    expect(await stub().hasRoom(fleet.workspaceId)).toBe(false);
    host.socket.send(telemetry({ capacity: 1 }));
    await host.lease(session);
    const [second, third] = [await fleet.session(), await fleet.session()];
    host.socket.send(telemetry({ capacity: 1000 }));
    await host.lease(second);
    expect(host.holds(third)).toBe(false);
  });

  it('S-4 tells the holder that a session is wanted stopped and keeps the lease', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const host = await fleet.host();
    await host.lease(session);
    await fleet.session(session, 'stopped');
    await host.socket.next('assign', ({ leases }) => leases.some(({ desired }) => desired === 'stopped'));
    expect(await stub().checkLease(session, host.hostId, 1)).toBe(true);
  });

  it('H-16 ignores unknown control frames, answers bad ones and keeps the socket, over an eviction too', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host();
    host.socket.send({ type: 'weather' });
    host.socket.send({ type: 'renew', leases: 'all' });
    expect((await host.socket.next('error')).code).toBe('frame_invalid');
    await evictDurableObject(stub());
    const session = await fleet.session();
    expect(await host.lease(session)).toMatchObject({ epoch: 1 });
  });
});
