import { describe, expect, it } from 'vitest';
import { LOOKS, looksOf } from './sweep-looks.ts';

describe('looks of the sweep', () => {
  it('R-2 sweeps every look of every page within three days', () => {
    for (let page = 0; page < 30; page++) {
      for (const language of [0, 1]) {
        const seen = new Set([100, 101, 102].flatMap((day) => looksOf(page, language, day)));
        expect(seen.size).toBe(LOOKS.length);
      }
    }
  });

  it('R-2 has both themes and two widths in each sample', () => {
    for (let day = 0; day < 6; day++) {
      const sample = looksOf(3, 1, day);
      expect(new Set(sample.map(({ theme }) => theme)).size).toBe(2);
      expect(new Set(sample.map(({ width }) => width)).size).toBe(2);
    }
  });

  it('R-2 leaves nothing out of the full sweep', () => {
    expect(looksOf(7, 0, 'all')).toEqual(LOOKS);
  });
});
