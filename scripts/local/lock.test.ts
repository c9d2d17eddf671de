import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from './lock.ts';

/** No process of this machine has it: above the largest pid that Linux gives. */
const DEAD_PID = 2 ** 22 + 1;

describe('the lock of the build', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'waqtor-lock-'));
    file = path.join(folder, 'build.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('R-1 is held by one at a time, and the next gets it when it is given back', async () => {
    const order: string[] = [];
    const release = await takeLock(file, () => order.push('first waits'));
    const second = takeLock(file, () => order.push('second waits')).then((releaseSecond) => {
      order.push('second has it');
      releaseSecond();
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push('first gives it back');
    release();
    await second;
    expect(order).toEqual(['second waits', 'first gives it back', 'second has it']);
    expect(existsSync(file)).toBe(false);
  });

  it('R-1 of a process that died is no lock', async () => {
    writeFileSync(file, String(DEAD_PID));
    const release = await takeLock(file, () => {
      throw new Error('There is nobody to wait for.');
    });
    release();
  });
});
