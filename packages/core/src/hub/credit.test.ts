import { HUB_CREDIT_BYTES, HUB_CREDIT_DEADLINE_MS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { CreditLedger, HARD_CREDIT_BYTES } from './credit.ts';

const KB = 1024;
const fresh = () => new CreditLedger({ unacked: 0, overSince: null }, 0);

describe('credit', () => {
  it('H-10 stops at 512 KB unacknowledged and goes on after an ack', () => {
    const ledger = fresh();
    for (let seq = 1; seq <= 16; seq++) ledger.sent(seq, 32 * KB, 1000);
    expect([ledger.unacked, ledger.isOver]).toEqual([HUB_CREDIT_BYTES, true]);
    ledger.acked(4, 2000);
    expect([ledger.unacked, ledger.isOver, ledger.deadline]).toEqual([12 * 32 * KB, false, null]);
  });

  it('H-10 releases nothing beyond the acknowledged position', () => {
    const ledger = fresh();
    ledger.sent(10, 100 * KB, 0);
    ledger.sent(20, 100 * KB, 0);
    ledger.acked(19, 0);
    expect(ledger.unacked).toBe(100 * KB);
    ledger.acked(20, 0);
    expect(ledger.unacked).toBe(0);
  });

  it('H-10 remembers small frames together and never releases one too early', () => {
    const ledger = fresh();
    for (let seq = 1; seq <= 100; seq++) ledger.sent(seq, KB, 0);
    for (let seq = 0; seq <= 100; seq++) {
      ledger.acked(seq, 0);
      expect(ledger.unacked).toBeGreaterThanOrEqual((100 - seq) * KB);
    }
    expect(ledger.unacked).toBe(0);
  });

  it('H-10 closes 60 s after the limit was reached, counted anew by an ack that is not enough', () => {
    const ledger = fresh();
    ledger.sent(1, 100 * KB, 0);
    ledger.sent(2, HUB_CREDIT_BYTES, 5_000);
    expect(ledger.deadline).toBe(5_000 + HUB_CREDIT_DEADLINE_MS);
    ledger.acked(1, 30_000);
    expect(ledger.deadline).toBe(30_000 + HUB_CREDIT_DEADLINE_MS);
    ledger.acked(1, 40_000);
    expect(ledger.deadline).toBe(30_000 + HUB_CREDIT_DEADLINE_MS);
  });

  it('H-10 has no deadline for a client that never acknowledges and stays under the limit', () => {
    const ledger = fresh();
    ledger.sent(1, HUB_CREDIT_BYTES - 1, 0);
    expect([ledger.isOver, ledger.deadline]).toEqual([false, null]);
  });

  it('H-10 takes what is on its way over a wake-up, to be released by the last position told', () => {
    const before = fresh();
    before.sent(7, 600 * KB, 1_000);
    const after = new CreditLedger(before.state, 7);
    expect([after.unacked, after.isOver, after.deadline]).toEqual([600 * KB, true, before.deadline]);
    after.acked(6, 2_000);
    expect(after.isOver).toBe(true);
    after.acked(7, 3_000);
    expect(after.unacked).toBe(0);
  });

  it('H-10 releases nothing to a client that only goes back', () => {
    const ledger = fresh();
    ledger.sent(50, 600 * KB, 0);
    ledger.rewound(10);
    expect(ledger.isOver).toBe(true);
    ledger.acked(10, 0);
    expect(ledger.unacked).toBe(0);
  });

  it('H-10 is spent before it has cost 1 MiB, the largest frame included', () => {
    const ledger = fresh();
    ledger.sent(1, HARD_CREDIT_BYTES, 0);
    expect(ledger.isSpent).toBe(true);
    expect(HARD_CREDIT_BYTES + 160 * KB).toBeLessThan(1024 * KB);
  });

  it('H-10 gives a client that is in the middle of a large frame another 60 s with each ack that goes on', () => {
    const ledger = new CreditLedger({ unacked: 0, overSince: null }, 0);
    ledger.sent(500, HUB_CREDIT_BYTES, 1000);
    ledger.acked(100, 51_000);
    expect(ledger.deadline).toBe(51_000 + HUB_CREDIT_DEADLINE_MS);
    ledger.acked(100, 71_000);
    expect(ledger.deadline).toBe(51_000 + HUB_CREDIT_DEADLINE_MS);
  });
});
