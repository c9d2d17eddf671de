import { describe, expect, it } from 'vitest';
import { decideLease, type QuotaState } from './lease-decision.ts';
import { RequestLedger, lumpOf } from './request-ledger.ts';

const WINDOW_MS = 60_000;
const START = 600_000;
const policy = { limit: 100, windowMs: WINDOW_MS };

/** Serves until the ledger says that nothing remains; `hub` answers the claims, null: nobody does. */
const serveAll = (ledger: RequestLedger, hub: { state: QuotaState | null } | null, now = START): number => {
  let served = 0;
  while (ledger.standing(policy, now).remaining > 0 && served < 1000) {
    ledger.count(now);
    served += 1;
    const claim = ledger.claim(policy, now);
    if (!claim) continue;
    if (!hub) ledger.settle(claim, null, now);
    else {
      const { state, grant } = decideLease(hub.state, claim);
      hub.state = state;
      ledger.settle(claim, grant, now);
    }
  }
  return served;
};

describe('request ledger', () => {
  it('A-3 serves exactly the limit, and counts down by one with every request', () => {
    const ledger = new RequestLedger(WINDOW_MS);
    const hub: { state: QuotaState | null } = { state: null };
    for (let served = 0; served < policy.limit; served += 1) {
      expect(ledger.standing(policy, START)).toEqual({ remaining: policy.limit - served, resetMs: WINDOW_MS });
      ledger.count(START);
      const claim = ledger.claim(policy, START);
      if (!claim) continue;
      const { state, grant } = decideLease(hub.state, claim);
      hub.state = state;
      ledger.settle(claim, grant, START);
    }
    expect(ledger.standing(policy, START).remaining).toBe(0);
  });

  it('A-3 asks the hub once in half a lump at the most', () => {
    const ledger = new RequestLedger(WINDOW_MS);
    let state: QuotaState | null = null;
    let calls = 0;
    const large = { limit: 60_000, windowMs: WINDOW_MS };
    for (let served = 0; served < 10_000; served += 1) {
      ledger.count(START);
      const claim = ledger.claim(large, START);
      if (!claim) continue;
      calls += 1;
      const decision = decideLease(state, claim);
      state = decision.state;
      ledger.settle(claim, decision.grant, START);
    }
    expect(calls).toBeLessThanOrEqual(10_000 / (lumpOf(large.limit) / 2));
  });

  it('A-3 leaves quiet subjects untold: fewer requests than a lump are no call', () => {
    const ledger = new RequestLedger(WINDOW_MS);
    for (let served = 1; served < lumpOf(policy.limit); served += 1) {
      ledger.count(START);
      expect(ledger.claim(policy, START)).toBeNull();
    }
  });

  it('A-3 goes on with its own count, up to the limit, while the hub is away', () => {
    expect(serveAll(new RequestLedger(WINDOW_MS), null)).toBe(policy.limit);
  });

  it('A-3 tries again after a while, later each time, and tells all that was served meanwhile', () => {
    const ledger = new RequestLedger(WINDOW_MS);
    const serve = (times: number, now: number) => {
      for (let index = 0; index < times; index += 1) ledger.count(now);
      return ledger.claim(policy, now);
    };
    const first = serve(5, START);
    if (!first) throw new Error('No claim.');
    ledger.settle(first, null, START);
    expect(serve(5, START + 999)).toBeNull();
    const second = serve(0, START + 1_000);
    expect(second).toMatchObject({ used: 10, debt: 10 });
    if (second) ledger.settle(second, null, START + 1_000);
    expect(serve(1, START + 2_999)).toBeNull();
    expect(serve(0, START + 3_000)).toMatchObject({ used: 11, debt: 11 });
  });

  it('A-3 has one claim on its way, and forgets one that was never answered', () => {
    const ledger = new RequestLedger(WINDOW_MS);
    for (let index = 0; index < 10; index += 1) ledger.count(START);
    const lost = ledger.claim(policy, START);
    expect(lost).not.toBeNull();
    expect(ledger.claim(policy, START + 9_999)).toBeNull();
    const again = ledger.claim(policy, START + 10_000);
    expect(again).toMatchObject({ debt: 10 });
    // An answer that comes too late changes nothing.
    if (lost) ledger.settle(lost, { granted: 50, remaining: 0, used: 10 }, START + 10_000);
    expect(ledger.standing(policy, START + 10_000).remaining).toBe(90);
  });

  it('A-3 two isolates exceed the limit by a lump each at the most', () => {
    const hub: { state: QuotaState | null } = { state: null };
    const served = serveAll(new RequestLedger(WINDOW_MS), hub) + serveAll(new RequestLedger(WINDOW_MS), hub);
    expect(served).toBeLessThanOrEqual(policy.limit + 2 * lumpOf(policy.limit));
  });

  it('A-3 begins anew with a window, and an answer from the old one does not count', () => {
    const ledger = new RequestLedger(WINDOW_MS);
    for (let index = 0; index < 100; index += 1) ledger.count(START);
    const claim = ledger.claim(policy, START);
    expect(ledger.standing(policy, START + WINDOW_MS - 1)).toEqual({ remaining: 0, resetMs: 1 });
    expect(ledger.standing(policy, START + WINDOW_MS)).toEqual({ remaining: 100, resetMs: WINDOW_MS });
    if (claim) ledger.settle(claim, { granted: 0, remaining: 0, used: 100 }, START + WINDOW_MS);
    expect(ledger.standing(policy, START + WINDOW_MS).remaining).toBe(100);
  });
});
