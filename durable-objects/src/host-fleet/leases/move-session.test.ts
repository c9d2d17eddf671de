import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { until } from '../../session-room/testing/test-socket.ts';
import { stub, telemetry, TestFleet } from '../fleet.fixture.ts';

const move = (sessionId: string, hostId: string, isFresh = false) => stub().moveSession(sessionId, { hostId, isFresh });
const refusedFor = (reason: string) => ({ ok: false, code: 'host_not_eligible', details: { reason } });

describe('moveSession', () => {
  it('S-6 asks the holder to end the session and grants it to the target on its answer', async () => {
    const { session, first, second } = await new TestFleet().pair();
    expect(await move(session, second.hostId)).toEqual({ ok: true, value: null });
    expect(await first.revoked(session)).toMatchObject({ reason: 'moving', wipe: false });
    expect(await stub().whyUnserved(session)).toBe('moving');
    expect(second.holds(session)).toBe(false);
    first.release(session, 1);
    expect((await second.lease(session))?.epoch).toBe(2);
    expect(await stub().whyUnserved(session)).toBeNull();
  });

  it('S-6 neither renews nor assigns what moves, so that its holder does not begin it again', async () => {
    const { session, first, second } = await new TestFleet().pair();
    await move(session, second.hostId);
    await first.revoked(session);
    const before = first.socket.of('assign').length;
    first.renew(session, 1);
    await until(
      () => first.socket.of('assign').slice(before),
      (frames) => frames.length > 0,
    );
    expect(first.socket.of('assign').at(-1)?.leases).toEqual([]);
    expect(first.socket.of('revoke').map(({ reason }) => reason)).toEqual(['moving', 'moving']);
  });

  it('S-6 grants it to the target when the holder is away and its lease is certainly over', async () => {
    const fleet = new TestFleet();
    const { session, first, second } = await fleet.pair();
    await fleet.hearShortTtl(first, session, 1);
    await fleet.leave(first);
    await move(session, second.hostId);
    await fleet.age(session, 74_000);
    second.socket.send(telemetry());
    await second.settled();
    expect(second.holds(session)).toBe(false);
    await fleet.age(session, 1_500);
    second.socket.send(telemetry());
    expect((await second.lease(session))?.epoch).toBe(2);
  });

  it('S-6 can be taken back while the holder still ends it, also when that one is full', async () => {
    const fleet = new TestFleet();
    const hello = { volumeId: newId('vol'), capacity: 1 };
    const session = await fleet.session();
    const first = await fleet.host({ hello });
    await first.lease(session);
    const second = await fleet.host({ hello });
    await move(session, second.hostId);
    expect(await move(session, first.hostId)).toEqual({ ok: true, value: null });
    first.release(session, 1);
    await until(
      () => stub().checkLease(session, first.hostId, 2),
      (isHeld) => isHeld,
    );
    expect(second.holds(session)).toBe(false);
  });

  it('S-6 asks a holder again that comes back before its lease is over', async () => {
    const fleet = new TestFleet();
    const { hello, session, first, second } = await fleet.pair();
    await fleet.leave(first);
    await move(session, second.hostId);
    const back = await fleet.host({ ...first, hello });
    expect(await back.revoked(session)).toMatchObject({ reason: 'moving' });
    expect(back.holds(session)).toBe(false);
    back.release(session, 1);
    await second.lease(session);
  });

  it('S-6 leaves a session where it is when it is there, and refuses one that it does not know', async () => {
    const { session, first } = await new TestFleet().pair();
    expect(await move(session, first.hostId)).toEqual({ ok: true, value: null });
    expect(first.socket.of('revoke')).toEqual([]);
    expect(await move(newId('ses'), first.hostId)).toEqual({ ok: false, code: 'not_found' });
  });

  it('S-6 says why a target cannot have it', async () => {
    const fleet = new TestFleet();
    const { hello, session } = await fleet.pair();
    const stranger = await new TestFleet().host({ hello });
    const [elsewhere, full] = [await fleet.host(), await fleet.host({ hello: { ...hello, capacity: 0 } })];
    const draining = await fleet.host({ hello: { ...hello, isDraining: true } });
    expect(await move(session, newId('hst'))).toEqual(refusedFor('not_connected'));
    expect(await move(session, 'nobody')).toEqual(refusedFor('not_connected'));
    expect(await move(session, stranger.hostId)).toEqual(refusedFor('other_workspace'));
    expect(await move(session, elsewhere.hostId)).toEqual(refusedFor('login_elsewhere'));
    expect(await move(session, full.hostId)).toEqual(refusedFor('no_room'));
    expect(await move(session, draining.hostId)).toEqual(refusedFor('draining'));
  });

  it('S-6 moves a session afresh to a host that does not see its login, and keeps it there', async () => {
    const fleet = new TestFleet();
    const { session, first, second } = await fleet.pair();
    const other = await fleet.host();
    await move(session, other.hostId, true);
    first.release(session, 1);
    expect((await other.lease(session))?.epoch).toBe(2);
    other.release(session, 2);
    await other.settled();
    expect(second.holds(session)).toBe(false);
  });

  it('S-6 keeps the place at the target until the session comes', async () => {
    const fleet = new TestFleet();
    const { hello, session, first, second } = await fleet.pair();
    await fleet.leave(second);
    const target = await fleet.host({ hello: { ...hello, capacity: 1 } });
    await move(session, target.hostId);
    const other = await fleet.session();
    expect((await first.lease(other))?.epoch).toBe(1);
    expect(target.holds(other)).toBe(false);
    first.release(session, 1);
    await target.lease(session);
  });

  it('S-6 gives a move up when the target goes, and the session returns', async () => {
    const fleet = new TestFleet();
    const session = await fleet.session();
    const first = await fleet.host();
    await first.lease(session);
    const target = await fleet.host();
    await move(session, target.hostId, true);
    await fleet.leave(target);
    first.release(session, 1);
    await until(
      () => stub().checkLease(session, first.hostId, 2),
      (isBack) => isBack,
    );
    expect((await first.lease(session))?.epoch).toBe(2);
  });

  it('S-6 lets a stopped session move too', async () => {
    const fleet = new TestFleet();
    const { session, first, second } = await fleet.pair();
    await fleet.session(session, 'stopped');
    await move(session, second.hostId);
    first.release(session, 1);
    expect(await second.lease(session)).toMatchObject({ epoch: 2, desired: 'stopped' });
  });
});
