import { describe, expect, it } from 'vitest';
import { dayBound, dayOf, daysBack, filterOf, searchOf } from './audit-filter.ts';

describe('filter of the audit explorer', () => {
  it('G-7 is the same after a trip through the address', () => {
    const filter = { actor: 'usr_1', action: 'key.created', from: '2026-11-20T00:00:00.000Z' };
    expect(filterOf(new URLSearchParams(searchOf(filter)))).toEqual(filter);
  });

  it('G-7 leaves out what is empty or not a filter', () => {
    expect(filterOf(new URLSearchParams('actor=&x=1&outcome=refused'))).toEqual({ outcome: 'refused' });
    expect(searchOf({ actor: '' })).toBe('');
  });

  it('G-7 keeps the open row in the address', () => {
    expect(searchOf({ action: 'data.read' }, 'aud_1')).toBe('?action=data.read&row=aud_1');
  });

  it('G-7 turns a local day into its first and last millisecond', () => {
    expect(dayOf(dayBound('2026-11-21', 'first'))).toBe('2026-11-21');
    expect(dayOf(dayBound('2026-11-21', 'last'))).toBe('2026-11-21');
    expect(dayBound('21.11.2026', 'first')).toBeUndefined();
  });

  it('G-7 counts days back in whole minutes', () => {
    const now = Date.parse('2026-11-21T10:00:30.500Z');
    expect(daysBack(1, now)).toBe('2026-11-20T10:00:00.000Z');
  });
});
