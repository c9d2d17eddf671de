import { describe, expect, it } from 'vitest';
import { AddressWindows } from './address-windows.ts';
import { policyField, standingField } from './rate-limit-fields.ts';

const policy = { limit: 2, windowMs: 60_000 };

describe('windows of addresses', () => {
  it('A-3 admit the limit, then nobody until the window of that network ends', () => {
    const windows = new AddressWindows(10);
    const count = (now: number, network = '198.51.100.1') => windows.count(network, policy, now);
    expect(count(1_000)).toEqual({ remaining: 1, resetMs: 60_000 });
    expect(count(11_000)).toEqual({ remaining: 0, resetMs: 50_000 });
    expect(count(60_999)).toEqual({ remaining: -1, resetMs: 1 });
    expect(count(60_999, '198.51.100.2').remaining).toBe(1);
    expect(count(61_000)).toEqual({ remaining: 1, resetMs: 60_000 });
  });

  it('A-3 remember so many networks and no more', () => {
    const windows = new AddressWindows(100);
    for (let index = 0; index < 10_000; index += 1) windows.count(`network ${index}`, policy, index);
    expect(windows.size).toBe(100);
  });
});

describe('rate limit fields', () => {
  it('A-3 are structured fields with whole seconds, rounded up', () => {
    const limits = [
      { name: 'key', policy: { limit: 1200, windowMs: 60_000 }, standing: { remaining: 7, resetMs: 1 } },
      { name: 'workspace', policy: { limit: 5, windowMs: 86_400_000 }, standing: { remaining: -1, resetMs: 2001 } },
    ];
    expect(policyField(limits)).toBe('"key";q=1200;w=60, "workspace";q=5;w=86400');
    expect(standingField(limits)).toBe('"key";r=7;t=1, "workspace";r=0;t=3');
  });
});
