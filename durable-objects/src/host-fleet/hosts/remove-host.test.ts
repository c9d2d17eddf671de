import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { connectControl } from '../../session-room/testing/test-control.ts';
import { stub, telemetry, TestFleet } from '../fleet.fixture.ts';

describe('removeHost', () => {
  it('S-6 ends what the host serves, closes its socket with 4403 and forgets it', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const host = await fleet.host();
    await host.lease(session);
    expect(await stub().removeHost(host.hostId)).toEqual({ ok: true, value: null });
    expect(await host.revoked(session)).toMatchObject({ reason: 'host_removed' });
    expect(await host.socket.closed()).toEqual({ code: 4403, reason: 'host_not_enrolled' });
    expect(await stub().hosts(fleet.workspaceId)).toEqual([]);
    expect(await stub().listHosts(fleet.workspaceId)).toEqual([]);
    expect(await stub().setDraining(host.hostId, true)).toMatchObject({ code: 'not_found' });
  });

  it('S-6 grants its sessions anew when they must have ended, to any host, for their login is gone', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const host = await fleet.host();
    await host.lease(session);
    await stub().removeHost(host.hostId);
    const other = await fleet.host();
    await other.settled();
    expect(other.holds(session)).toBe(false);
    expect(await stub().whyUnserved(session)).toBe('host_lost');
    await fleet.age(session, 10 * 60_000 + 16_000);
    other.socket.send(telemetry());
    expect((await other.lease(session))?.epoch).toBe(2);
  });

  it('S-6 leaves a login with the other hosts of its volume', async () => {
    const fleet = new TestFleet();
    const { hello, session, first, second } = await fleet.pair();
    const elsewhere = await fleet.host();
    await stub().removeHost(first.hostId);
    await fleet.leave(second);
    await fleet.age(session, 10 * 60_000 + 16_000);
    elsewhere.socket.send(telemetry());
    await elsewhere.settled();
    expect(elsewhere.holds(session)).toBe(false);
    const back = await fleet.host({ ...second, hello });
    expect((await back.lease(session))?.epoch).toBe(2);
  });

  it('S-6 refuses a removed host whose handshake was checked just before', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host();
    await stub().removeHost(host.hostId);
    await expect(connectControl(host.hostId, fleet.workspaceId)).rejects.toThrow('403');
    expect(await stub().hosts(fleet.workspaceId)).toEqual([]);
  });

  it('S-6 takes a host that it never heard of for one that is gone', async () => {
    expect((await stub().removeHost(newId('hst'))).ok).toBe(true);
  });
});
