import { describe, expect, it } from 'vitest';
import { changeableUntil, type ChangeKind, type ChangeTarget } from './change-rules.ts';

const NOW = 1_000_000_000_000;
const own: ChangeTarget = {
  direction: 'outbound',
  type: 'text',
  status: 'sent',
  isKnown: true,
  isDeleted: false,
  timestamp: NOW - 60_000,
};
const may = (kind: ChangeKind, more: Partial<ChangeTarget> = {}) =>
  changeableUntil({ ...own, ...more }, kind, NOW) !== null;
const ago = (ms: number) => ({ timestamp: NOW - ms });
const inbound = { direction: 'inbound', status: 'received' } as const;

describe('changeableUntil', () => {
  it('M-3 edits own texts of the last 15 minutes alone', () => {
    expect(changeableUntil(own, 'edit', NOW)).toBe(own.timestamp + 15 * 60_000);
    expect([may('edit', ago(15 * 60_000)), may('edit', inbound), may('edit', { type: 'image' })]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('M-3 deletes own messages for everyone within two and a half days, and any for me', () => {
    expect(may('delete_everyone', ago(60 * 3_600_000 - 1))).toBe(true);
    expect(may('delete_everyone', ago(60 * 3_600_000))).toBe(false);
    expect(may('delete_everyone', inbound)).toBe(false);
    expect(may('delete_me', { ...inbound, ...ago(1e10) })).toBe(true);
  });

  it('M-3 reacts to what was sent or came in, and to nothing that is gone, waits or failed', () => {
    expect([may('react'), may('react', inbound)]).toEqual([true, true]);
    for (const status of ['queued', 'pending', 'failed', 'expired', 'unknown'] as const) {
      expect(may('react', { status })).toBe(false);
    }
    expect([may('react', { isDeleted: true }), may('react', { isKnown: false })]).toEqual([false, false]);
  });
});
