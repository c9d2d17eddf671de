import { DEFAULT_LEASE_TIMES } from '@waqtor/core/session/lease-times';
import { describe, expect, it } from 'vitest';
import { leaseTimesOf, type ObjectsEnv } from './env.ts';

const timesFor = (seconds: string) => leaseTimesOf({ WAQTOR_LEASE_TTL_SECONDS: seconds } as ObjectsEnv);

describe('WAQTOR_LEASE_TTL_SECONDS', () => {
  it('S-6 scales all times of a lease', () => {
    expect(timesFor('6')).toEqual({ ttlMs: 6_000, loneTtlMs: 60_000, marginMs: 1_500, renewMs: 1_500 });
  });

  it.each(['', '0', '3.9', '-60', 'abc', 'Infinity', '1e12', '3601'])('S-6 takes %j for the default', (text) => {
    expect(timesFor(text)).toEqual(DEFAULT_LEASE_TIMES);
  });
});
