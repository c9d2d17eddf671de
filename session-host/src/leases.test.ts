import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { claimLogin, readClaim } from './login-claim.ts';
import { inbound, hang } from './sessions/testing/fake-engine.ts';
import { wipeSession } from './hosted-session.ts';
import { Store } from './store/store.ts';
import { createLog, silentLog } from './telemetry/log.ts';
import { sendText } from './testing/fake-edge.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { HostHarness } from './testing/host-harness.ts';
import { until } from './testing/until.ts';
import { systemClock } from './clock.ts';

const open: HostHarness[] = [];
afterEach(async () => {
  for (const harness of open.splice(0).reverse()) await harness.close();
});
const prepared = (other?: HostHarness): HostHarness => {
  const h = new HostHarness(other);
  open.push(h);
  return h;
};
const harness = async (): Promise<HostHarness> => (await prepared().open()).ready();
const frames = (h: HostHarness, type: string) => h.edge.controlFrames.filter((frame) => frame.type === type);
const revoke = (h: HostHarness, reason: string, wipe = false, sessionId = h.room.sessionId) =>
  h.edge.tell(h.hostId, { type: 'revoke', sessionId, reason, wipe });
const command = () => sendText(newId('cmd'), '966500001000@c.us', 'x');
const folderOf = (h: HostHarness, volume = h.dir) => join(volume, 'sessions', h.room.sessionId);

describe('S-6 sessions that are taken away', () => {
  it.each([
    ['moving', 'moving'],
    ['draining', 'host_draining'],
    ['a_reason_of_tomorrow', null],
  ])('S-6 ends a session that is revoked for %s, tells %s, and only then releases it', async (reason, told) => {
    const h = await harness();
    let aliveAtRelease = -1;
    revoke(h, reason);
    await until(() => {
      if (frames(h, 'release').length === 0) return false;
      aliveAtRelease = h.account.alive;
      return true;
    }, 'the release');
    expect(aliveAtRelease).toBe(0);
    expect(h.room.facts('state').at(-1)).toMatchObject({ status: 'disconnected', reason: told });
    expect(existsSync(folderOf(h))).toBe(true);
  });

  it('S-6 wipes a deleted session that only lies on disk, and answers with its release', async () => {
    const h = await harness();
    revoke(h, 'moving');
    await until(() => frames(h, 'release').length === 1, 'the first release');
    revoke(h, 'session_deleted', true);
    await until(() => frames(h, 'release').length === 2, 'the second release');
    expect(existsSync(folderOf(h))).toBe(false);
    await h.restartHost();
    await until(() => frames(h, 'hello').length === 2, 'the hello');
    expect(frames(h, 'hello')[1]).toMatchObject({ sessions: [] });
  });

  it('S-6 ends its sessions when the edge does not know it any more, and keeps the logins', async () => {
    const h = await harness();
    h.edge.hosts.clear();
    h.edge.control?.terminate();
    await until(() => h.account.alive === 0, 'the engines ended');
    expect(existsSync(folderOf(h))).toBe(true);
    expect(await h.host?.status()).toMatchObject({ isEnrolled: false, refusal: 'host_not_enrolled', sessions: [] });
  });

  it('S-6 drains without ending a session, tells the fleet, and remembers it over a restart', async () => {
    const h = await harness();
    await h.host?.setDraining(true);
    await until(() => frames(h, 'drain').length === 1, 'the frame');
    expect(frames(h, 'drain')[0]).toMatchObject({ isDraining: true });
    expect(h.account.alive).toBe(1);
    await h.restartHost();
    await until(() => frames(h, 'hello').length === 2, 'the hello');
    expect(frames(h, 'hello').map((frame) => frame.type === 'hello' && frame.isDraining)).toEqual([false, true]);
    h.edge.tell(h.hostId, { type: 'drain', isDraining: false });
    while ((await h.host?.status())?.isDraining) await new Promise((resolve) => setImmediate(resolve));
    await h.restartHost();
    await until(() => frames(h, 'hello').length === 3, 'the third hello');
    expect(frames(h, 'hello')[2]).toMatchObject({ isDraining: false });
  });

  it('S-6 tells memory, places and the health of its sessions', async () => {
    const h = prepared();
    h.config = { region: 'riyadh-1' };
    await (await h.open()).ready();
    await until(() => frames(h, 'telemetry').length > 0, 'the telemetry');
    expect(frames(h, 'hello')[0]).toMatchObject({ region: 'riyadh-1', volumeId: expect.stringMatching(/^vol_/) });
    const told = frames(h, 'telemetry').at(-1);
    expect(told).toMatchObject({ capacity: expect.any(Number), diskFreeBytes: expect.any(Number) });
    expect((told as { capacity: number }).capacity).toBeLessThanOrEqual(5);
  });

  it('R-3 says once how far the clock is off, and goes on by itself when it is right', async () => {
    const lines: string[] = [];
    const h = prepared();
    h.clock = { ...systemClock, now: () => Date.now() + 7 * 60_000 };
    h.log = createLog('warn', (line) => lines.push(line));
    h.edge.refuseControl = { status: 401, code: 'expired_handshake', serverTime: new Date().toISOString() };
    await h.open();
    const told = () =>
      lines.filter((line) => line.includes('The clock of this machine is 7 minutes ahead; set it by NTP.'));
    await until(() => told().length > 0, 'the sentence');
    expect((await h.host?.status())?.clockFault).toContain('7 minutes ahead');
    h.edge.refuseControl = null;
    await h.ready();
    expect(told()).toHaveLength(1);
    expect((await h.host?.status())?.clockFault).toBeNull();
  });
});

describe('S-6 two hosts on one volume', () => {
  const pair = async () => {
    const volumeDir = mkdtempSync(join(tmpdir(), 'waqtor-volume-'));
    const a = prepared();
    a.edge.codes.add('code-of-the-second');
    a.config = { volumeDir };
    await (await a.open()).ready();
    a.edge.placement.set(a.room.sessionId, a.hostId);
    const b = prepared(a);
    b.config = { volumeDir };
    await b.startHost('code-of-the-second');
    await until(() => b.hostId !== '', 'the second host');
    return { a, b, volumeDir, folder: folderOf(a, volumeDir) };
  };
  const give = (to: HostHarness, epoch: number) => {
    to.edge.placement.set(to.room.sessionId, to.hostId);
    to.edge.epoch = epoch;
    to.edge.assignTo(to.hostId);
  };

  it('S-6 tells the same volume, and the second one takes the login over with a higher epoch only', async () => {
    const { a, b, folder } = await pair();
    const volumes = frames(a, 'hello').map((frame) => frame.type === 'hello' && frame.volumeId);
    expect(new Set(volumes).size).toBe(1);
    expect(readClaim(folder)).toEqual({ epoch: 1, hostId: a.hostId });
    give(b, 1);
    await until(() => frames(b, 'release').length > 0, 'it lets go');
    expect(b.account.engines).toHaveLength(0);
    give(b, 2);
    await until(() => b.account.alive === 1, 'the engine of the second');
    expect(readClaim(folder)).toEqual({ epoch: 2, hostId: b.hostId });
  });

  it('S-6 starts nothing when it wakes up and another host has the login', async () => {
    const { a, b, folder } = await pair();
    expect(claimLogin(folder, { hostId: b.hostId, epoch: 2 })).toBe(true);
    a.account.engine.crash();
    await until(() => frames(a, 'release').length > 0, 'the old host lets go', 12_000);
    expect(a.account.engines).toHaveLength(1);
    expect(readClaim(folder)).toEqual({ epoch: 2, hostId: b.hostId });
  });

  it('S-6 runs nothing that was dispatched before another host had the session', async () => {
    const { a, b } = await pair();
    a.account.onSend = (_, signal) => hang(signal);
    const stuck = command();
    a.room.dispatch(stuck);
    await until(() => a.room.ackedCommand === 1, 'the command is stored');
    revoke(a, 'moving');
    await until(() => frames(a, 'release').length > 0, 'the release');
    give(b, 2);
    await until(() => b.account.alive === 1, 'the second host serves');
    await until(() => a.room.abandoned.includes(stuck.id), 'the room gives the command up');
    revoke(b, 'moving');
    await until(() => b.account.alive === 0, 'the second host ended');
    a.account.onSend = null;
    give(a, 3);
    await until(() => a.account.alive === 1, 'the first host serves again');
    await until(() => a.room.hellos.at(-1)?.epoch === 3, 'the hello of the first host');
    const next = command();
    a.room.dispatch(next);
    await until(() => a.room.outcomes(next.id).length === 1, 'a later command');
    expect(a.account.transmitted).toEqual([next.keyId]);
  });
});

describe('S-6 leases that are renewed', () => {
  it('S-6 renews the other leases while the end of one session takes long', async () => {
    const h = prepared();
    const other = h.edge.room(newId('ses'));
    await (await h.open()).ready();
    await until(() => h.account.alive === 2, 'both run');
    const stopped = Promise.withResolvers<void>();
    h.account.onStop = () => stopped.promise;
    h.edge.placement.set(h.room.sessionId, 'hst_elsewhere');
    revoke(h, 'moving');
    h.edge.epoch = 2;
    h.edge.assign();
    await until(() => other.hellos.at(-1)?.epoch === 2, 'the other session has its new lease');
    expect(frames(h, 'release')).toEqual([]);
    stopped.resolve();
    await until(() => frames(h, 'release').length === 1, 'the release');
  });

  it('S-6 releases a session that was being moved away when the host was told to end', async () => {
    const h = await harness();
    const stopped = Promise.withResolvers<void>();
    const stopping = Promise.withResolvers<void>();
    h.account.onStop = () => (stopping.resolve(), stopped.promise);
    revoke(h, 'moving');
    await stopping.promise;
    const ended = h.host?.stop();
    setImmediate(() => stopped.resolve());
    await ended;
    await until(() => frames(h, 'release').length === 1, 'the release');
    expect(h.account.alive).toBe(0);
  });

  it('S-6 keeps its session when the clock of the machine jumps ahead, and starts it with the next lease', async () => {
    const lines: string[] = [];
    const h = prepared();
    let ahead = 0;
    h.clock = { ...systemClock, now: () => Date.now() + ahead };
    h.log = createLog('warn', (line) => lines.push(line));
    await (await h.open()).ready();
    ahead = 120_000;
    h.account.engine.crash();
    await until(() => lines.some((line) => line.includes('The lease was not renewed')), 'the fence');
    h.edge.assign();
    await until(() => h.account.alive === 1, 'it runs again');
    expect(frames(h, 'release')).toEqual([]);
    expect(h.room.facts('state').map((fact) => fact.reason)).not.toContain('moving');
  });

  it('S-6 counts a lease from the question on when the answer lay unread', async () => {
    const h = prepared();
    let slept = 0;
    h.clock = { ...systemClock, monotonic: () => systemClock.monotonic() + slept };
    await (await h.open()).ready();
    const asked = frames(h, 'renew').length;
    h.edge.isRenewing = false;
    h.edge.control?.terminate();
    await until(() => frames(h, 'renew').length > asked, 'the question');
    slept = 100_000;
    h.edge.assign();
    h.edge.tell(h.hostId, { type: 'drain', isDraining: true });
    const status = async () => (await h.host?.status()) ?? { isDraining: false, sessions: [] };
    while (!(await status()).isDraining) await new Promise((resolve) => setImmediate(resolve));
    expect((await status()).sessions[0]?.leaseAgeMs).toBeGreaterThan(99_000);
  });
});

describe('S-6 a data folder that is an old copy', () => {
  it('S-6 sends nothing of it, begins a new store for its room, and works on', async () => {
    const h = await harness();
    h.account.onSend = (_, signal) => hang(signal);
    const old = command();
    h.room.dispatch(old);
    await until(() => h.room.ackedCommand === 1, 'the command is stored');
    await h.host?.stop();
    const copy = readFileSync(join(h.dir, 'host.db'));
    h.account.onSend = null;
    await h.startHost();
    await until(() => h.room.outcomes(old.id).length === 1, 'it is sent');
    await h.host?.stop();
    writeFileSync(join(h.dir, 'host.db'), copy);
    h.account.stored.clear();
    const known = h.room.hellos.at(-1)?.storeId;
    await h.startHost();
    await until(() => h.room.hellos.at(-1)?.storeId !== known, 'the hello of a new store');
    const next = command();
    h.room.dispatch(next);
    await until(() => h.room.outcomes(next.id).length === 1, 'a later command');
    expect(h.account.transmitted).toEqual([old.keyId, next.keyId]);
  });
});

describe('S-4 a login folder that cannot be used', () => {
  it.skipIf(process.getuid?.() !== 0)(
    'S-4 tells profile_unusable for a folder of another user, and the other session goes on',
    async () => {
      const h = prepared();
      const folder = folderOf(h);
      mkdirSync(join(folder, 'profile'), { recursive: true });
      writeFileSync(join(folder, 'profile', 'login'), 'theirs');
      chownSync(join(folder, 'profile'), 4321, 4321);
      const other = h.edge.room(newId('ses'));
      await h.open();
      await until(() => other.facts('state').some((fact) => fact.status === 'ready'), 'the other is ready');
      await until(() => h.room.facts('state').some((fact) => fact.reason === 'profile_unusable'), 'the reason');
      expect(h.account.engines).toHaveLength(1);
      expect(readdirSync(join(folder, 'profile'))).toEqual(['login']);
    },
  );
});

describe('S-5 a claim that cannot be written', () => {
  it('S-5 says that the folder is unusable and keeps the lease', async () => {
    const h = prepared();
    mkdirSync(folderOf(h), { recursive: true });
    writeFileSync(join(folderOf(h), 'lease'), 'not a folder');
    await h.open();
    await until(() => h.room.facts('state').at(-1)?.reason === 'profile_unusable', 'the reason');
    expect(h.account.engines).toHaveLength(0);
    expect(frames(h, 'release')).toEqual([]);
  });
});

describe('S-4 the login of a session', () => {
  it('S-4 keeps the rows of a session whose login cannot be wiped yet, so that it is asked for again', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'waqtor-wipe-'));
    const store = new Store(dir, systemClock, silentLog);
    const sessionId = newId('ses');
    await store.commit(() => store.sessions.ensure(sessionId, 1));
    writeFileSync(join(dir, 'sessions'), 'in the way');
    const wiped = () => wipeSession({ store, volumeDir: dir, dataDir: dir }, sessionId);
    await expect(wiped()).rejects.toThrow();
    expect(store.sessions.get(sessionId)).not.toBeNull();
    rmSync(join(dir, 'sessions'));
    await wiped();
    expect(store.sessions.get(sessionId)).toBeNull();
    store.close();
  });

  it('S-4 is removed by a logout, and kept by a stop of the host', async () => {
    const h = await harness();
    const profile = join(folderOf(h), 'profile');
    writeFileSync(join(profile, 'login'), 'linked');
    expect(statSync(folderOf(h)).mode & 0o777).toBe(0o700);
    expect(statSync(profile).mode & 0o777).toBe(0o700);
    await h.restartHost();
    await until(() => h.account.alive === 1, 'the session runs again');
    expect(readdirSync(profile)).toEqual(['login']);
    h.room.dispatch({ ...command(), payload: { kind: 'logout' } });
    await until(() => readdirSync(profile).length === 0, 'the login is gone');
    expect(h.account.alive).toBe(0);
  });
});

describe('R-4 the log of a host', () => {
  it('R-4 holds no number, name or text of what a session receives and sends', async () => {
    const lines: string[] = [];
    const h = prepared();
    h.log = createLog('debug', (line) => lines.push(line));
    await (await h.open()).ready();
    const peer = { phone: '966555111222', lid: '777888999', name: 'Noura Secret' };
    h.account.engine.emit(inbound('KEY1', Date.now(), { body: 'a private text', peer, chatName: 'Noura Secret' }));
    const sent = sendText(newId('cmd'), '966555333444@c.us', 'an answer in private');
    const refused = sendText(newId('cmd'), 'nonsense 966555333444', 'another answer');
    h.room.dispatch(sent, refused, { id: newId('cmd'), payload: { kind: 'unknown', text: 'a private text' } });
    await until(() => h.room.outcomes(sent.id).length === 1 && h.room.facts('message').length === 1, 'both');
    h.room.cut();
    await h.restartHost();
    await h.host?.stop();
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join('\n')).not.toMatch(/966555|777888999|Noura|private|answer|@c\.us/);
  });
});

describe('S-6 the lease of a machine that sleeps', () => {
  it('S-6 fences within seconds of waking up, though the timers stood still', async () => {
    const clock = new FakeClock();
    const { LeaseClock } = await import('./link/lease-clock.ts');
    let slept = 0;
    const told: string[] = [];
    const lease = new LeaseClock(
      { now: () => clock.now() + slept, monotonic: () => clock.monotonic(), after: (ms, run) => clock.after(ms, run) },
      { onFence: () => told.push('fence'), onDeath: () => told.push('death') },
    );
    lease.renew(60_000);
    await clock.advance(1_000);
    slept = 3_600_000;
    await clock.advance(5_000);
    expect(told).toEqual(['fence', 'death']);
  });
});
