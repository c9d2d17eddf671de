import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { until } from '../../session-room/testing/test-socket.ts';
import { stub, telemetry, TestFleet } from '../fleet.fixture.ts';

describe('removeSession', () => {
  it('S-4 asks the holder to wipe a removed session, grants it no more, and does not know it any more', async () => {
    const fleet = new TestFleet();
    const { session, first, second } = await fleet.pair();
    expect(await stub().removeSession(session)).toEqual({ ok: true, value: null });
    expect(await first.revoked(session)).toMatchObject({ reason: 'session_deleted', wipe: true });
    first.release(session, 1);
    second.socket.send(telemetry());
    await second.settled();
    expect(second.holds(session)).toBe(false);
    expect(await stub().checkLease(session, first.hostId, 1)).toBe(false);
    const registration = { workspaceId: fleet.workspaceId, sessionId: session, desired: 'running' as const };
    expect(await stub().registerSession(registration)).toEqual({ ok: false, code: 'not_found' });
    expect(await stub().removeSession(session)).toEqual({ ok: true, value: null });
  });

  it('S-4 asks a holder that was away at its next hello, also when that does not name the session', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const host = await fleet.host();
    await host.lease(session);
    await fleet.leave(host);
    await stub().removeSession(session);
    const back = await fleet.host(host);
    expect(await back.revoked(session)).toMatchObject({ reason: 'session_deleted', wipe: true });
    expect(back.holds(session)).toBe(false);
  });

  it('S-4 asks every host that has data of the session, until it answers', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const [first, second] = [await fleet.host(), await fleet.host()];
    const holder = await until(
      () => [first, second].find((host) => host.holds(session)),
      (found) => found !== undefined,
    );
    const other = holder === first ? second : first;
    await stub().moveSession(session, { hostId: other.hostId, isFresh: true });
    holder?.release(session, 1);
    await other.lease(session);
    await fleet.leave(other);
    await stub().removeSession(session);
    await holder?.socket.next('revoke', ({ reason, wipe }) => reason === 'session_deleted' && wipe);
    const hello = { sessions: [{ sessionId: session, epoch: 2 }] };
    const again = await fleet.host({ ...other, hello });
    await again.revoked(session);
    again.release(session, 2);
    await again.settled();
    const clean = await fleet.host(other);
    await clean.settled();
    expect(clean.socket.of('revoke')).toEqual([]);
  });

  it('S-4 asks a host at every hello until it says that nothing is left, also when it forgot the session', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const host = await fleet.host();
    await host.lease(session);
    await fleet.leave(host);
    await stub().removeSession(session);
    await fleet.leave(await fleet.host(host));
    const again = await fleet.host(host);
    expect(await again.revoked(session)).toMatchObject({ wipe: true });
    again.release(session, 1);
    await again.settled();
    const clean = await fleet.host(host);
    await clean.settled();
    expect(clean.socket.of('revoke')).toEqual([]);
  });

  it('S-4 has a login on a shared volume wiped by those who see it, when the host that wrote it is gone', async () => {
    const fleet = new TestFleet();
    const { session, first, second } = await fleet.pair();
    await stub().removeHost(first.hostId);
    await stub().removeSession(session);
    expect(await second.revoked(session)).toMatchObject({ reason: 'session_deleted', wipe: true });
  });

  it('S-4 wipes what a host renews although it was removed', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const host = await fleet.host();
    await host.lease(session);
    await stub().removeSession(session);
    host.renew(session, 1);
    await host.settled();
    expect(host.socket.of('revoke').map(({ wipe }) => wipe)).toEqual([true, true]);
  });

  it('S-4 removes a session that it never heard of, for good', async () => {
    const session = newId('ses');
    expect((await stub().removeSession(session)).ok).toBe(true);
    const fleet = new TestFleet();
    await fleet.session(session);
    const host = await fleet.host();
    expect(host.holds(session)).toBe(false);
  });
});
