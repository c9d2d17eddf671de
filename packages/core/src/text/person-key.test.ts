import { describe, expect, it } from 'vitest';
import { personKey, personQuery } from './person-key.ts';

const finds = (q: string, key: string): boolean => key.includes(personQuery(q));

describe('personKey', () => {
  it('M-6 finds a name by part of it, folded', () => {
    expect(finds('احمد', personKey(['شركة أحمد'], '966500000001'))).toBe(true);
    expect(finds('omar', personKey(['OMAR', null], null))).toBe(true);
    expect(finds('سعيد', personKey(['شركة أحمد'], '966500000001'))).toBe(false);
  });

  it.each(['+966 50', '٠٠٩٦٦٥٠', '966-500-000', '0000001', '050 000 0001', '٠٥٠'])(
    'M-6 finds a number written as %s',
    (q) => {
      expect(finds(q, personKey(['x'], '966500000001'))).toBe(true);
    },
  );

  it('M-6 sorts by name, and those without one last, by number', () => {
    const keys = [personKey([null], '2'), personKey([' '], '1'), personKey(['ب'], '9'), personKey(['Ali'], '8')];
    expect(keys.toSorted().map((key) => key.split('\n')[1])).toEqual(['8', '9', '1', '2']);
  });
});
