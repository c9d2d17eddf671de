import { describe, expect, it } from 'vitest';
import { DeadlineExceeded } from '../clock.ts';
import { BROWSER_DID_NOT_START, EngineBroken, NETWORK_AWAY } from '../engine/engine.ts';
import { faultOfBreak, faultOfStart } from './fault.ts';
import { RecoveryPolicy } from './recovery-policy.ts';
import { RestrictionWatch } from './restriction-watch.ts';
import { SUPERVISOR_LIMITS, limitsOf } from './supervisor-limits.ts';
import { TakeoverPolicy } from './takeover-policy.ts';
import { type UpkeepFindings, upkeepStep } from './upkeep.ts';

const limits = limitsOf();

describe('S-5 what is decided', () => {
  const well: UpkeepFindings = {
    memoryBytes: 0,
    isIdle: true,
    ageMs: 0,
    dueAtAgeMs: limits.pageAgeMs,
    silentMs: 0,
    sinceRecycleMs: null,
  };

  it.each([
    ['nothing while all is well', {}, null],
    ['nothing where the system does not tell the memory', { memoryBytes: null }, null],
    ['kill above the hard watermark, busy or not', { memoryBytes: limits.memoryHardBytes + 1, isIdle: false }, 'kill'],
    ['recycle above the soft watermark', { memoryBytes: limits.memorySoftBytes + 1 }, 'recycle'],
    ['nothing above the soft watermark while busy', { memoryBytes: limits.memorySoftBytes + 1, isIdle: false }, null],
    [
      'nothing above the soft watermark soon after a recycle',
      { memoryBytes: limits.memorySoftBytes + 1, sinceRecycleMs: 1 },
      null,
    ],
    ['recycle at its age', { ageMs: limits.pageAgeMs }, 'recycle'],
    ['nothing at its age while busy', { ageMs: limits.pageAgeMs, isIdle: false }, null],
    ['reattach after a long silence', { silentMs: limits.eventAgeMs }, 'reattach'],
  ] as const)('S-5 does %s', (_, found, stage) => {
    expect(upkeepStep({ ...well, ...found }, limits)?.stage ?? null).toBe(stage);
  });

  it('S-5 counts for the breaker what does not come back by itself', () => {
    const policy = new RecoveryPolicy(limits);
    for (let i = 0; i < 20; i++) expect(policy.fault(i, false)).toBe(false);
    for (let i = 0; i < 4; i++) expect(policy.fault(20 + i)).toBe(false);
    expect(policy.fault(30)).toBe(true);
  });

  it('S-5 waits anew from the shortest after the session was well for long', () => {
    const policy = new RecoveryPolicy(limits);
    for (let i = 0; i < 3; i++) policy.fault(i, false);
    expect(policy.waitMs(() => 0)).toBe(4_000);
    policy.ready(10);
    policy.fault(10 + limits.healthyAfterMs);
    expect(policy.waitMs(() => 0)).toBe(1_000);
    expect(policy.attempt).toBe(1);
  });

  it('S-1 takes over as often as allowed within the window, and never by default', () => {
    const policy = new TakeoverPolicy({ conflictTakeovers: 2, conflictWindowMs: 100 });
    expect([0, 1, 2, 101].map((now) => policy.mayTakeOver(now))).toEqual([true, true, false, true]);
    expect(new TakeoverPolicy(SUPERVISOR_LIMITS).mayTakeOver(0)).toBe(false);
    expect(limitsOf({ conflictTakeovers: 50 }).conflictTakeovers).toBe(3);
  });

  it('S-1 counts a refused message once, however often it is told', () => {
    const told: boolean[] = [];
    const watch = new RestrictionWatch((isRestricted) => told.push(isRestricted));
    for (let i = 0; i < 5; i++) watch.note('A', -1);
    watch.note('B', -1);
    watch.note('C', 0);
    expect(told).toEqual([]);
    watch.note('C', -1);
    watch.note('D', 1);
    expect(told).toEqual([true, false]);
  });

  it.each([
    [new EngineBroken(BROWSER_DID_NOT_START), 'browser_failed', 'browser_failed', true],
    [new EngineBroken(NETWORK_AWAY), 'network', 'crash_loop', false],
    [new DeadlineExceeded(1), 'start_timeout', 'crash_loop', true],
    [new Error('t: t'), 'start_timeout', 'crash_loop', true],
  ])('S-5 shows for a start that failed with %s the reason %s', (error, reason, finalReason, isCounted) => {
    expect(faultOfStart(error)).toMatchObject({ reason, finalReason, isCounted });
  });

  it.each([
    ['browser ended', 'browser_ended'],
    ['page crashed', 'page_crashed'],
    ['injection failed', 'page_error'],
    ['unhandled rejection', 'process_failed'],
    ['the process has ended', 'process_failed'],
  ])('S-5 records %s as %s', (what, cause) => {
    expect(faultOfBreak(new EngineBroken(what)).cause).toBe(cause);
  });
});
