import { runInDurableObject, evictDurableObject } from 'cloudflare:test';
import { LEASE_TTL_LONE_MS, LEASE_TTL_MS } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { fleetName } from '@waqtor/core/object-name';
import { describe, expect, it } from 'vitest';
import { bindings, connectControl, controlHello } from '../session-room/testing/test-control.ts';
import { until } from '../session-room/testing/test-socket.ts';

const stub = () => bindings.HOST_FLEET.getByName(fleetName());

/** A workspace with its hosts and sessions; nothing is shared with another test but the object. */
class TestFleet {
  readonly workspaceId = newId('wsp');

  async session(sessionId = newId('ses'), desired: 'running' | 'stopped' = 'running'): Promise<string> {
    await stub().registerSession({ workspaceId: this.workspaceId, sessionId, desired });
    return sessionId;
  }

  /** A connected host with its leases by session. */
  async host(change: { hostId?: string; storeId?: string; hello?: Record<string, unknown> } = {}) {
    const hostId = change.hostId ?? newId('hst');
    const storeId = change.storeId ?? newId('sto');
    const socket = await connectControl(hostId, this.workspaceId);
    socket.send(controlHello(storeId, change.hello));
    await socket.next('assign');
    const lease = (sessionId: string) =>
      until(
        () => socket.of('assign').findLast(({ leases }) => leases.some((held) => held.sessionId === sessionId)),
        (frame) => frame !== undefined,
      ).then((frame) => frame?.leases.find((held) => held.sessionId === sessionId));
    const holds = (sessionId: string) =>
      socket.of('assign').some(({ leases }) => leases.some((held) => held.sessionId === sessionId));
    return { hostId, storeId, socket, lease, holds };
  }

  /** Moves the last renewal of a session back. */
  age(sessionId: string, ms: number): Promise<unknown> {
    return runInDurableObject(stub(), (_fleet, { storage }) =>
      storage.sql.exec('UPDATE leases SET renewed_at = renewed_at - ? WHERE session_id = ?', ms, sessionId).toArray(),
    );
  }
}

const telemetry = { type: 'telemetry', rssBytes: 1, cpuSeconds: 1, uptimeSeconds: 1, sessions: 0 };

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

  it('S-6 grants the session of a dead host only when its lease ran out, under a higher epoch', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const first = await fleet.host();
    await first.lease(session);
    const second = await fleet.host({ hello: { sessions: [{ sessionId: session, epoch: 1 }] } });
    first.socket.send({ type: 'renew', leases: [{ sessionId: session, epoch: 1 }] });
    await first.socket.next('assign', ({ leases }) => leases.some(({ ttlMs }) => ttlMs === LEASE_TTL_MS));
    first.socket.ws.close(1000);
    await until(
      async () => (await stub().hosts(fleet.workspaceId)).find(({ hostId }) => hostId === first.hostId)?.isConnected,
      (isConnected) => isConnected === false,
    );
    await fleet.age(session, 74_000);
    second.socket.send(telemetry);
    await fleet.session(session);
    expect(second.holds(session)).toBe(false);
    await fleet.age(session, 1_500);
    second.socket.send(telemetry);
    expect((await second.lease(session))?.epoch).toBe(2);
  });

  it('S-6 grants a released session at once to a host that has the login, not back to the one that gave it up', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const first = await fleet.host();
    await first.lease(session);
    const second = await fleet.host({ hello: { sessions: [{ sessionId: session, epoch: 1 }] } });
    first.socket.send({ type: 'release', sessionId: session, epoch: 1 });
    expect((await second.lease(session))?.epoch).toBe(2);
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
    const first = await fleet.host();
    expect((await first.lease(session))?.ttlMs).toBe(LEASE_TTL_LONE_MS);
    await fleet.host();
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
