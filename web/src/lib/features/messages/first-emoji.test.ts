import { describe, expect, it } from 'vitest';
import { firstEmoji } from './first-emoji.ts';

describe('M-3 a reaction that is typed', () => {
  it.each([
    ['👍', '👍'],
    ['  شكرًا 🙏🏽🙏', '🙏🏽'],
    ['👨‍👩‍👧 x', '👨‍👩‍👧'],
    ['🇸🇦', '🇸🇦'],
    ['1️⃣', '1️⃣'],
    ['12 #', null],
    ['', null],
  ])('M-3 %s', (text, expected) => {
    expect(firstEmoji(text)).toBe(expected);
  });
});
