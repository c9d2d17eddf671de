import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBucket, takeTokens } from './token-bucket.ts';

const POLICY = { burst: 60, refillPerSecond: 10 };

const takeMany = (count: number, now: number, bucket = fullBucket(POLICY, now)) => {
  let taken = 0;
  for (let i = 0; i < count; i++) {
    const step = takeTokens(bucket, 1, POLICY, now);
    bucket = step.bucket;
    if (step.isTaken) taken += 1;
  }
  return { taken, bucket };
};

describe('token bucket', () => {
  it('H-8 gives a burst of 60 and then 10 a second', () => {
    const { taken, bucket } = takeMany(100, 0);
    expect(taken).toBe(60);
    expect(takeMany(100, 1000, bucket).taken).toBe(10);
  });

  it('H-8 says when the tokens will be there', () => {
    const { bucket } = takeMany(60, 0);
    const refused = takeTokens(bucket, 5, POLICY, 100);
    expect(refused).toMatchObject({ isTaken: false, retryAfterMs: 400 });
    expect(takeTokens(refused.bucket, 5, POLICY, 500).isTaken).toBe(true);
  });

  it('H-8 meets a cost above the burst with a full bucket', () => {
    expect(takeTokens(fullBucket(POLICY, 0), 500, POLICY, 0)).toMatchObject({ isTaken: true, bucket: { tokens: 0 } });
  });

  it('H-8 refills nothing when the clock goes back', () => {
    const { bucket } = takeMany(60, 10_000);
    expect(takeTokens(bucket, 1, POLICY, 0).isTaken).toBe(false);
  });

  it('H-8 never gives more than burst and refill, whatever the rhythm', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 20 })), { maxLength: 200 }), (steps) => {
        let bucket = fullBucket(POLICY, 0);
        let now = 0;
        let given = 0;
        for (const [waitMs, cost] of steps) {
          now += waitMs;
          const step = takeTokens(bucket, cost, POLICY, now);
          bucket = step.bucket;
          if (step.isTaken) given += cost;
        }
        expect(given).toBeLessThanOrEqual(60 + (now / 1000) * 10 + 1e-6);
      }),
    );
  });
});
