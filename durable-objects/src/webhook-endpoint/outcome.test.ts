import { retryPolicyOf } from '@waqtor/core/webhook/retry-schedule';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from './outcome.ts';

const NOW = 1_000_000_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const settings = { retry: retryPolicyOf({ profile: 'quick' }), failingSince: null };
const delivery = { failures: 0, is_test: 0, cause: 'schedule' as const, held_state: null, held_due: null };
const failed = { errorCode: 'http_5xx' as const, retryAfterMs: null };

describe('outcome of an attempt', () => {
  it('W-4 settles a success and forgets the failures before it', () => {
    expect(
      outcomeOf({ ...settings, failingSince: 5 }, delivery, { errorCode: null, retryAfterMs: null }, NOW, 0),
    ).toEqual({
      state: 'delivered',
      dueAt: null,
      failures: 0,
      failingSince: null,
      disable: null,
    });
  });

  it('W-4 plans the next attempt and remembers since when it fails', () => {
    expect(outcomeOf(settings, delivery, failed, NOW, 0)).toEqual({
      state: 'pending',
      dueAt: NOW + 1000,
      failures: 1,
      failingSince: NOW,
      disable: null,
    });
  });

  it('W-4 gives a delivery up when its schedule is spent', () => {
    expect(outcomeOf(settings, { ...delivery, failures: 2 }, failed, NOW, 0)).toMatchObject({
      state: 'failed',
      dueAt: null,
    });
  });

  it('W-4 honours Retry-After', () => {
    expect(outcomeOf(settings, delivery, { ...failed, retryAfterMs: 90_000 }, NOW, 0).dueAt).toBe(NOW + 90_000);
  });

  it('W-4 disables on 410 without another attempt', () => {
    expect(outcomeOf(settings, delivery, { errorCode: 'gone', retryAfterMs: null }, NOW, 0)).toMatchObject({
      state: 'failed',
      disable: 'gone',
    });
  });

  it('W-4 disables what has only failed for three days', () => {
    const since = (days: number) =>
      outcomeOf({ ...settings, failingSince: NOW - days * DAY_MS }, delivery, failed, NOW, 0);
    expect(since(2.9).disable).toBeNull();
    expect(since(3).disable).toBe('failing');
  });

  it('W-5 draws nothing from a failed test', () => {
    expect(outcomeOf(settings, { ...delivery, is_test: 1 }, { errorCode: 'gone', retryAfterMs: null }, NOW, 0)).toEqual(
      {
        state: 'failed',
        dueAt: null,
        failures: 0,
        failingSince: null,
        disable: null,
      },
    );
  });
});
