import { evictDurableObject } from 'cloudflare:test';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { until } from '../../session-room/testing/test-socket.ts';
import { type FleetTestHost, stub, telemetry, TestFleet } from '../fleet.fixture.ts';

const statusOf = async (fleet: TestFleet, { hostId }: FleetTestHost) =>
  (await stub().listHosts(fleet.workspaceId)).find((host) => host.hostId === hostId)?.status;

/** Answers every revocation, and remembers in which order they came. */
const endWhatIsRevoked = async (host: FleetTestHost, count: number): Promise<string[]> => {
  for (let i = 0; i < count; i++) {
    const sessionId = (await until(
      () => host.socket.of('revoke')[i],
      (frame) => frame !== undefined,
    ))!.sessionId;
    host.release(sessionId, (await host.lease(sessionId))?.epoch ?? 0);
  }
  return host.socket.of('revoke').map(({ sessionId }) => sessionId);
};

describe('a host that drains', () => {
  it('S-6 gives up what another host takes over, one session at a time', async () => {
    const fleet = new TestFleet();
    const { session, first, second } = await fleet.pair();
    const more = [await fleet.session(), await fleet.session(), await fleet.session()];
    const held = [session, ...more.filter((other) => first.holds(other))];
    expect(await stub().setDraining(first.hostId, true)).toEqual({ ok: true, value: null });
    expect(await first.socket.next('drain')).toMatchObject({ isDraining: true });
    first.socket.send(telemetry());
    await first.settled();
    expect(first.socket.of('revoke')).toHaveLength(1);
    expect(await statusOf(fleet, first)).toBe('draining');
    expect((await endWhatIsRevoked(first, held.length)).toSorted()).toEqual(held.toSorted());
    for (const other of held) expect((await second.lease(other))?.epoch).toBe(2);
    expect(await statusOf(fleet, first)).toBe('drained');
  });

  it('S-6 gets nothing new, and gives up what has nowhere to go', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const host = await fleet.host();
    await host.lease(session);
    await stub().setDraining(host.hostId, true);
    expect(await host.revoked(session)).toMatchObject({ reason: 'draining', wipe: false });
    expect(await stub().whyUnserved(session)).toBe('host_draining');
    host.release(session, 1);
    const late = await fleet.session();
    await until(
      () => statusOf(fleet, host),
      (status) => status === 'drained',
    );
    expect(host.holds(late)).toBe(false);
    expect(await stub().whyUnserved(session)).toBe('host_draining');
    expect(await stub().hasRoom(fleet.workspaceId)).toBe(false);
    await stub().setDraining(host.hostId, false);
    expect(await host.lease(late)).toMatchObject({ epoch: 1 });
    await until(
      () => stub().checkLease(session, host.hostId, 2),
      (isBack) => isBack,
    );
  });

  it('S-6 drains on over an eviction and over its own restart', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host();
    await stub().setDraining(host.hostId, true);
    host.socket.send(telemetry());
    await host.settled();
    await evictDurableObject(stub());
    const back = await fleet.host({ ...host, hello: { isDraining: false } });
    expect(await back.socket.next('drain')).toMatchObject({ isDraining: true });
    expect(await statusOf(fleet, back)).toBe('drained');
  });

  it('S-6 drains by its own word too, in a frame or in its hello, and works again by its own word', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host({ hello: { isDraining: true } });
    expect(await statusOf(fleet, host)).toBe('drained');
    host.socket.send({ type: 'drain', isDraining: false });
    const session = await fleet.session();
    await host.lease(session);
    host.socket.send({ type: 'drain', isDraining: true });
    await host.revoked(session);
  });

  it('S-6 works again when it was told to while it was away, whatever its hello says', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host({ hello: { isDraining: true } });
    await fleet.leave(host);
    await stub().setDraining(host.hostId, false);
    const back = await fleet.host({ ...host, hello: { isDraining: true } });
    expect(await back.socket.next('drain')).toMatchObject({ isDraining: false });
    expect(await statusOf(fleet, back)).toBe('connected');
  });

  it('S-6 goes on with the next session when one is not ended in time', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host();
    const sessions = [await fleet.session(), await fleet.session()];
    for (const session of sessions) await host.lease(session);
    await stub().setDraining(host.hostId, true);
    const stuck = (await host.socket.next('revoke')).sessionId;
    await fleet.age(stuck, 10 * 60_000 + 16_000);
    host.socket.send(telemetry());
    await host.revoked(sessions.find((session) => session !== stuck) ?? '');
    expect(await stub().checkLease(stuck, host.hostId, 1)).toBe(false);
  });

  it('S-6 cannot be a host that nobody heard of', async () => {
    expect(await stub().setDraining(newId('hst'), true)).toEqual({ ok: false, code: 'not_found' });
  });
});
