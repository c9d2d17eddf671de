import { describe, expect, it } from 'vitest';
import { ConfigError } from '../config.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { onDiskSoon } from './on-disk-soon.ts';

describe('an order of the command line that must be stored', () => {
  it('R-3 is refused with one sentence while the disk takes nothing', async () => {
    const clock = new FakeClock();
    const refused = onDiskSoon(clock, new Promise(() => undefined)).catch((error: unknown) => error);
    await clock.advance(5_100);
    expect(await refused).toBeInstanceOf(ConfigError);
  });

  it('R-3 answers as the store does', async () => {
    expect(await onDiskSoon(new FakeClock(), Promise.resolve(7))).toBe(7);
    const failure = new Error('The store is closed');
    await expect(onDiskSoon(new FakeClock(), Promise.reject(failure))).rejects.toBe(failure);
  });
});
