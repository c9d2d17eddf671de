/** `tokens` at the time `at` (epoch ms); what was refilled since is worked out when it is asked for. */
export interface TokenBucket {
  tokens: number;
  at: number;
}

export interface BucketPolicy {
  /** Tokens of a full bucket. */
  burst: number;
  refillPerSecond: number;
}

export const fullBucket = ({ burst }: BucketPolicy, now: number): TokenBucket => ({ tokens: burst, at: now });

/**
 * Takes `cost` tokens when they are there, else none. A cost above the burst is asked of a full bucket: it can be met
 * at all. A clock that goes back refills nothing.
 */
export const takeTokens = (
  bucket: TokenBucket,
  cost: number,
  policy: BucketPolicy,
  now: number,
): { isTaken: boolean; bucket: TokenBucket; retryAfterMs: number } => {
  const elapsedMs = Math.max(0, now - bucket.at);
  const tokens = Math.min(policy.burst, bucket.tokens + (elapsedMs / 1000) * policy.refillPerSecond);
  const asked = Math.min(cost, policy.burst);
  if (tokens >= asked) return { isTaken: true, bucket: { tokens: tokens - asked, at: now }, retryAfterMs: 0 };
  const retryAfterMs = Math.ceil(((asked - tokens) / policy.refillPerSecond) * 1000);
  return { isTaken: false, bucket: { tokens, at: now }, retryAfterMs };
};
