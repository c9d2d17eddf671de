import { nextAttemptDelayMs, retryPolicyOf } from '@waqtor/core/webhook/retry-schedule';
import * as m from '$lib/paraglide/messages.js';

export interface RetryWish {
  profile: 'quick' | 'extended';
  attempts?: number | undefined;
  baseMs?: number | undefined;
}

/** Waits before the second, third, … attempt; milliseconds, without jitter. */
export const retryWaits = (wish: RetryWish): number[] => {
  const policy = retryPolicyOf(wish);
  const waits: number[] = [];
  for (let failures = 1; failures < policy.attempts; failures++) {
    const wait = nextAttemptDelayMs(policy, failures, 0);
    if (wait !== null) waits.push(wait);
  }
  return waits;
};

/** `30 min`, `2 h`, `5 s`. */
export const waitWords = (ms: number): string => {
  if (ms < 60_000) return m.webhooks_wait_seconds({ value: String(Math.round(ms / 100) / 10) });
  if (ms < 3_600_000) return m.webhooks_wait_minutes({ value: String(Math.round(ms / 60_000)) });
  return m.webhooks_wait_hours({ value: String(Math.round(ms / 360_000) / 10) });
};
