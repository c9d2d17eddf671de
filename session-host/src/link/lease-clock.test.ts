import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import type { Clock } from '../clock.ts';
import { LeaseClock } from './lease-clock.ts';
import { reconnectDelay } from './reconnect-delay.ts';

const make = (clock: Clock) => {
  const told: string[] = [];
  const lease = new LeaseClock(clock, { onFence: () => told.push('fence'), onDeath: () => told.push('death') });
  return { lease, told };
};

describe('S-6 the clock of a lease', () => {
  it('S-6 fences after two thirds of the time and ends the browser before the lease ends', async () => {
    const clock = new FakeClock();
    const { lease, told } = make(clock);
    lease.renew(60_000);
    await clock.advance(39_900);
    expect([told, lease.maySend]).toEqual([[], true]);
    await clock.advance(200);
    expect([told, lease.maySend]).toEqual([['fence'], false]);
    await clock.advance(10_000);
    expect(told).toEqual(['fence', 'death']);
  });

  it('S-6 starts anew with every renewal', async () => {
    const clock = new FakeClock();
    const { lease, told } = make(clock);
    for (let i = 0; i < 10; i++) {
      lease.renew(60_000);
      await clock.advance(30_000);
    }
    expect([told, lease.maySend]).toEqual([[], true]);
  });

  it('S-6 does not send after the machine slept, though its timers stood still', () => {
    let wall = 0;
    const asleep: Clock = { now: () => wall, monotonic: () => 0, after: () => () => undefined };
    const { lease } = make(asleep);
    lease.renew(60_000);
    expect(lease.maySend).toBe(true);
    wall = 45_000;
    expect(lease.maySend).toBe(false);
  });

  it('S-6 is not stretched by a wall clock that is set back', async () => {
    const clock = new FakeClock();
    const back: Clock = {
      now: () => 1_000_000 - clock.monotonic(),
      monotonic: () => clock.monotonic(),
      after: (ms, run) => clock.after(ms, run),
    };
    const { lease, told } = make(back);
    lease.renew(60_000);
    await clock.advance(40_100);
    expect(told).toEqual(['fence']);
  });

  it('S-6 gives no right before the first lease', () => {
    expect(make(new FakeClock()).lease.maySend).toBe(false);
  });
});

describe('reconnecting', () => {
  it('R-4 waits from 0.2 s to 30 s, plus up to half', () => {
    expect(reconnectDelay(0, () => 0)).toBe(200);
    expect(reconnectDelay(3, () => 0)).toBe(1_600);
    expect(reconnectDelay(50, () => 0)).toBe(30_000);
    expect(reconnectDelay(50, () => 1)).toBe(45_000);
  });
});
