import { describe, expect, it } from 'vitest';
import { cutToJsonBytes, jsonBytes, previewOf } from './cut-body.ts';

const ALPHABET = ['a', 'é', 'م', '😀', '"', '\\', '\n', '\u0001', '\u000b', '\ud800', '\u2028'];

describe('cutToJsonBytes', () => {
  it('H-9 takes the longest beginning that fits, for every kind of character and limit', () => {
    const text = Array.from({ length: 60 }, (_, i) => ALPHABET[(i * 7) % ALPHABET.length]).join('');
    for (let limit = 0; limit < 120; limit++) {
      const cut = cutToJsonBytes(text, limit);
      expect(text.startsWith(cut)).toBe(true);
      expect(jsonBytes(cut) - 2).toBeLessThanOrEqual(limit);
      const next = [...text.slice(cut.length)][0];
      if (next !== undefined) expect(jsonBytes(cut + next) - 2).toBeGreaterThan(limit);
    }
  });

  it('H-9 never cuts a character in half', () => {
    expect(cutToJsonBytes('😀😀', 7)).toBe('😀');
  });
});

describe('previewOf', () => {
  it('M-6 makes one line of at most so many characters', () => {
    expect(previewOf('one\n\ntwo   three')).toBe('one two three');
    expect([...previewOf('😀'.repeat(500))]).toHaveLength(120);
  });
});
