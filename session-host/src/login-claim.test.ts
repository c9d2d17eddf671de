import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimLogin, readClaim } from './login-claim.ts';
import { volumeIdOf } from './volume.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'waqtor-claim-'));
const A = 'hst_A';
const B = 'hst_B';

describe('S-6 the claim on a login', () => {
  it('S-6 goes to the higher epoch, and is repeated without effect', () => {
    const dir = folder();
    expect(readClaim(dir)).toBeNull();
    expect(claimLogin(dir, { hostId: A, epoch: 1 })).toBe(true);
    expect(claimLogin(dir, { hostId: A, epoch: 1 })).toBe(true);
    expect(claimLogin(dir, { hostId: B, epoch: 2 })).toBe(true);
    expect(claimLogin(dir, { hostId: A, epoch: 1 })).toBe(false);
    expect(claimLogin(dir, { hostId: A, epoch: 2 })).toBe(false);
    expect(readClaim(dir)).toEqual({ epoch: 2, hostId: B });
    expect(claimLogin(dir, { hostId: A, epoch: 10 })).toBe(true);
    expect(readClaim(dir)).toEqual({ epoch: 10, hostId: A });
    expect(readdirSync(join(dir, 'lease'))).toEqual(['10.json']);
  });

  it('S-6 leaves nothing behind on a full disk, and is taken by the next try', () => {
    const dir = folder();
    mkdirSync(join(dir, 'lease'));
    symlinkSync('/dev/full', join(dir, 'lease', `${A}.new`));
    expect(() => claimLogin(dir, { hostId: A, epoch: 1 })).toThrow('ENOSPC');
    expect(claimLogin(dir, { hostId: A, epoch: 1 })).toBe(true);
    expect(readdirSync(join(dir, 'lease'))).toEqual(['1.json']);
  });

  it('S-6 counts a half written claim as one of somebody else', () => {
    const dir = folder();
    mkdirSync(join(dir, 'lease'));
    writeFileSync(join(dir, 'lease', '4.json'), '');
    expect(claimLogin(dir, { hostId: A, epoch: 3 })).toBe(false);
    expect(claimLogin(dir, { hostId: A, epoch: 4 })).toBe(false);
    expect(claimLogin(dir, { hostId: A, epoch: 5 })).toBe(true);
  });
});

describe('S-6 the id of a folder of logins', () => {
  it('S-6 is born once and stays', () => {
    const dir = folder();
    const id = volumeIdOf(dir);
    expect(id).toMatch(/^vol_/);
    expect(volumeIdOf(dir)).toBe(id);
    expect(readdirSync(dir)).toEqual(['volume.json']);
    expect(volumeIdOf(folder())).not.toBe(id);
  });

  it('S-6 says in one sentence that its file is damaged', () => {
    const dir = folder();
    writeFileSync(join(dir, 'volume.json'), '{}');
    expect(() => volumeIdOf(dir)).toThrow('The file volume.json in the folder of logins is damaged');
  });
});
