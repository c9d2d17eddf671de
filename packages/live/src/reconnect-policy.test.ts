import { describe, expect, it } from 'vitest';
import { nextConnection } from './reconnect-policy.ts';

describe('H-12 reconnect policy', () => {
  it.each([1000, 1008, 4401, 4403])('H-12 stops after close code %i', (closeCode) => {
    expect(nextConnection({ closeCode, failures: 1, random: 0.5 })).toEqual({ kind: 'stop' });
  });

  it.each([1001, 1012])('H-12 comes back within 10 s of a restart told by %i', (closeCode) => {
    expect(nextConnection({ closeCode, failures: 1, random: 0 })).toMatchObject({ delayMs: 0, isOffline: false });
    expect(nextConnection({ closeCode, failures: 1, random: 0.999_999 })).toMatchObject({ delayMs: 9_999 });
  });

  it('H-12 backs off by 1, 2, 4, 8, 16 s after anything else', () => {
    const delays = [1, 2, 3, 4, 5].map((failures) => nextConnection({ closeCode: 1006, failures, random: 0 }));
    expect(delays).toEqual(
      [1_000, 2_000, 4_000, 8_000, 16_000].map((delayMs) => ({ kind: 'retry', delayMs, isOffline: false })),
    );
  });

  it('H-12 adds jitter to a backoff and never shortens it', () => {
    const { delayMs } = nextConnection({ closeCode: 4409, failures: 3, random: 0.5 }) as { delayMs: number };
    expect(delayMs).toBe(4_600);
  });

  it.each([6, 7, 40])('H-12 is offline at loss %i and tries every 30 to 60 s', (failures) => {
    expect(nextConnection({ closeCode: 1006, failures, random: 0 })).toEqual({
      kind: 'retry',
      delayMs: 30_000,
      isOffline: true,
    });
    expect(nextConnection({ closeCode: 1012, failures, random: 0.999_999 })).toMatchObject({
      delayMs: 59_999,
      isOffline: true,
    });
  });
});
