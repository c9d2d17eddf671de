import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LoginFolder, unavailableBy } from './login-folder.ts';
import { SessionHarness } from './testing/session-harness.ts';

/** The kernel's own full disk: every write to it answers ENOSPC. */
const FULL_DISK = '/dev/full';
const profileOf = (h: SessionHarness) => join(h.dir, 'sessions', h.sessionId, 'profile');

describe('S-4 the folder of a login', () => {
  it('S-4 is private, and is emptied only when that was asked for', () => {
    const folder = new LoginFolder(mkdtempSync(join(tmpdir(), 'waqtor-login-')));
    folder.prepare();
    expect(statSync(folder.profileDir).mode & 0o777).toBe(0o700);
    writeFileSync(join(folder.profileDir, 'login'), 'secret');
    folder.prepare();
    expect(existsSync(join(folder.profileDir, 'login'))).toBe(true);
    folder.askWipe();
    folder.prepare();
    expect(existsSync(join(folder.profileDir, 'login'))).toBe(false);
  });

  it('S-4 stays to be emptied when that failed', () => {
    const parent = mkdtempSync(join(tmpdir(), 'waqtor-login-'));
    const folder = new LoginFolder(join(parent, 'session'));
    folder.prepare();
    writeFileSync(join(folder.profileDir, 'login'), 'secret');
    renameSync(join(parent, 'session'), join(parent, 'aside'));
    writeFileSync(join(parent, 'session'), 'in the way');
    folder.askWipe();
    expect(() => folder.prepare()).toThrow();
    renameSync(join(parent, 'aside'), join(parent, 'session.back'));
    rmSync(join(parent, 'session'));
    renameSync(join(parent, 'session.back'), join(parent, 'session'));
    folder.prepare();
    expect(readdirSync(folder.profileDir)).toEqual([]);
  });

  it('S-4 is emptied by the next start of the host when it died in the middle of a logout', async () => {
    const h = await new SessionHarness().open();
    writeFileSync(join(profileOf(h), 'login'), 'secret');
    await h.store.commit(() => h.store.sessions.setWish(h.sessionId, 'running', 'logged_out'));
    await h.reopen();
    expect(readdirSync(profileOf(h))).toEqual([]);
  });

  it.each([
    ['EACCES', 'profile_unusable'],
    ['EROFS', 'profile_unusable'],
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
  ])('S-5 names what %s means: %s', (code, reason) => {
    expect(unavailableBy(Object.assign(new Error('no'), { code }))?.reason).toBe(reason);
  });

  it('S-5 takes no other failure for one that a person can put right', () => {
    expect(unavailableBy(new Error('odd'))).toBeNull();
  });

  it('S-5 says that the profile is unusable and rests, while the host goes on', async () => {
    const h = new SessionHarness();
    mkdirSync(join(profileOf(h), '..'), { recursive: true });
    writeFileSync(profileOf(h), 'not a folder');
    await h.open();
    await h.clock.advance(3_600_000);
    expect(h.states()).toEqual(['disconnected/profile_unusable']);
    expect(h.account.engines).toHaveLength(0);
  });

  it('S-5 waits on a full disk, without a browser, and goes on by itself when there is room', async () => {
    const h = new SessionHarness();
    const trial = join(profileOf(h), '.writable');
    mkdirSync(profileOf(h), { recursive: true });
    symlinkSync(FULL_DISK, trial);
    await h.open();
    await h.clock.advance(20 * 60_000);
    expect(h.states()).toEqual(['disconnected/disk_full']);
    expect(h.account.engines).toHaveLength(0);
    rmSync(trial);
    await h.clock.advance(61_000);
    expect(h.states()).toEqual(['disconnected/disk_full', 'starting', 'ready']);
  });
});
