import { randomBytes } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { systemClock } from '../clock.ts';
import { claimLogin } from '../login-claim.ts';
import { hang } from '../sessions/testing/fake-engine.ts';
import { Store } from '../store/store.ts';
import { silentLog } from '../telemetry/log.ts';
import { sendText } from '../testing/fake-edge.ts';
import { HostHarness } from '../testing/host-harness.ts';
import { temporaryFolder } from '../testing/host-process.ts';
import { until } from '../testing/until.ts';
import { restoreSnapshot } from './restore-snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A login on disk with a large file, folders and the locks of a browser. */
const world = async () => {
  const dir = temporaryFolder('snapshot');
  const key = randomBytes(32);
  const sessionId = newId('ses');
  const store = new Store(dir, systemClock, silentLog);
  closers.push(() => store.close());
  const profileDir = join(dir, 'sessions', sessionId, 'profile');
  const large = randomBytes(300_000);
  mkdirSync(join(profileDir, 'Default', 'empty'), { recursive: true, mode: 0o700 });
  writeFileSync(join(profileDir, 'Default', 'large'), large);
  writeFileSync(join(profileDir, 'nothing'), '');
  symlinkSync('somewhere-123', join(profileDir, 'SingletonLock'));
  const file = join(dir, 'login.snapshot');
  const takenAtMs = Date.now() - 60_000;
  const source = takeSnapshot({ sessionId, profileDir, storeId: store.storeId, takenAtMs, key });
  await pipeline(source, createWriteStream(file));
  const restore = (change: { key?: Buffer } = {}) => restoreSnapshot({ file, key, volumeDir: dir, store, ...change });
  return { dir, key, sessionId, store, profileDir, large, file, takenAtMs, restore };
};
type World = Awaited<ReturnType<typeof world>>;

/** Everything below the folder of logins: what a refused restore must leave as it was. */
const tree = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const info = lstatSync(join(folder, path));
      return `${path} ${info.isFile() ? readFileSync(join(folder, path)).toString('base64').length : '-'} ${info.mtimeMs}`;
    });
const flip = (file: string, at: number): void => {
  const bytes = readFileSync(file);
  bytes[at < 0 ? bytes.length + at : at] = (bytes.at(at) ?? 0) ^ 1;
  writeFileSync(file, bytes);
};

describe('S-4 a snapshot of a login', () => {
  it('S-4 brings every file back, private, without the locks of a browser', async () => {
    const t = await world();
    writeFileSync(join(t.profileDir, 'later'), 'written after the snapshot');
    expect(await t.restore()).toMatchObject({ sessionId: t.sessionId, storeId: t.store.storeId });
    expect(readFileSync(join(t.profileDir, 'Default', 'large')).equals(t.large)).toBe(true);
    expect(readdirSync(t.profileDir).sort()).toEqual(['Default', 'nothing']);
    expect(readdirSync(join(t.profileDir, 'Default')).sort()).toEqual(['empty', 'large']);
    expect(lstatSync(join(t.profileDir, 'Default', 'large')).mode & 0o777).toBe(0o600);
    expect(lstatSync(t.profileDir).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(t.dir, 'sessions'))).toEqual([t.sessionId]);
  });

  it('S-4 cannot be read without the key', async () => {
    const t = await world();
    const bytes = readFileSync(t.file);
    expect(bytes.includes(t.large.subarray(0, 32))).toBe(false);
    expect(bytes.includes('large')).toBe(false);
  });

  it.each<[string, string, (t: World) => unknown]>([
    ['another key', 'another WAQTOR_FLEET_KEY', (t) => t.restore({ key: randomBytes(32) })],
    ['a flipped bit in the files', 'damaged or incomplete', (t) => (flip(t.file, -1000), t.restore())],
    ['a flipped bit in the tag', 'damaged or incomplete', (t) => (flip(t.file, -1), t.restore())],
    ['a changed header', 'damaged or incomplete', (t) => (flip(t.file, 60), t.restore())],
    ['a file that was cut', 'damaged or incomplete', (t) => (truncateSync(t.file, 200_000), t.restore())],
    ['a file that was cut in its header', 'damaged or incomplete', (t) => (truncateSync(t.file, 40), t.restore())],
    ['another file', 'not a snapshot', (t) => (writeFileSync(t.file, 'x'.repeat(500)), t.restore())],
    [
      'a login that another host uses',
      'Another host uses the login',
      (t) => {
        claimLogin(join(t.dir, 'sessions', t.sessionId), { hostId: newId('hst'), epoch: 3 });
        return t.restore();
      },
    ],
  ])('S-4 refuses %s in one sentence and changes nothing', async (_, sentence, attempt) => {
    const t = await world();
    const before = tree(t.profileDir);
    const refusal = await Promise.resolve(attempt(t)).then(
      () => null,
      (error: Error) => error.message,
    );
    expect(refusal).toContain(sentence);
    expect(tree(t.profileDir)).toEqual(before);
    expect(readdirSync(join(t.dir, 'sessions'))).toEqual([t.sessionId]);
    expect(t.store.sessions.get(t.sessionId)).toBeNull();
  });
});

describe('S-4 a snapshot of a running session', () => {
  it('S-4 is taken once when two ask at the same time', async () => {
    const h = new HostHarness();
    closers.push(() => h.close());
    h.config = { fleetKey: randomBytes(32) };
    await (await h.open()).ready();
    const asked = [1, 2].map(() => h.host?.snapshot(h.room.sessionId, true));
    const answers = await Promise.allSettled(asked);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});

describe('S-4 a session whose login was restored', () => {
  it('S-4 runs nothing from before, is a new store to its room, and looks for messages since the snapshot', async () => {
    const key = randomBytes(32);
    const h = new HostHarness();
    closers.push(() => h.close());
    h.config = { fleetKey: key };
    await (await h.open()).ready();
    const { sessionId } = h.room;
    const profileDir = join(h.dir, 'sessions', sessionId, 'profile');
    writeFileSync(join(profileDir, 'login'), 'of then');
    const file = join(h.dir, 'login.snapshot');
    await expect(h.host?.snapshot(sessionId, false)).rejects.toThrow('add --stop');
    const taken = await h.host?.snapshot(sessionId, true);
    expect(h.account.alive).toBe(0);
    await expect(h.host?.snapshot(sessionId, true)).rejects.toThrow('being taken already');
    await pipeline(taken?.archive ?? [], createWriteStream(file));
    taken?.done();
    await until(() => h.account.alive === 1, 'the session runs again');
    await until(() => h.room.facts('state').at(-1)?.status === 'ready', 'it is ready');
    const takenAt = Date.now();

    h.account.onSend = (_, signal) => hang(signal);
    const stuck = sendText(newId('cmd'), '966500001000@c.us', 'x');
    h.room.dispatch(stuck);
    await until(() => h.room.ackedCommand === 1, 'the command is stored');
    const storeId = h.room.storeId;
    await h.host?.stop();
    writeFileSync(join(profileDir, 'login'), 'of later');
    const store = new Store(h.dir, systemClock, silentLog);
    await restoreSnapshot({ file, key, volumeDir: h.dir, store });
    store.close();
    expect(readFileSync(join(profileDir, 'login'), 'utf8')).toBe('of then');

    h.account.onSend = null;
    h.account.calls.length = 0;
    await h.startHost(null);
    await until(() => h.room.storeId !== storeId, 'the room meets another store');
    await until(() => h.room.abandoned.includes(stuck.id), 'it gives up what was under way');
    const next = sendText(newId('cmd'), '966500001000@c.us', 'x');
    h.room.dispatch(next);
    await until(() => h.room.outcomes(next.id).length === 1, 'a later command');
    expect(h.account.transmitted).toEqual([next.keyId]);
    const sinceMs = Number(
      /^backfill (\d+)$/.exec(h.account.calls.find((call) => call.startsWith('backfill')) ?? '')?.[1],
    );
    expect(sinceMs).toBeLessThanOrEqual(takenAt);
    expect(existsSync(file)).toBe(true);
  });
});
