import { describe, expect, it } from 'vitest';
import { digitsIn } from './digits.ts';

describe('A-1 a code that is typed or pasted', () => {
  it.each([
    ['123 456', '123456'],
    ['١٢٣٤٥٦', '123456'],
    ['۱۲۳۴', '1234'],
    ['Your code: 40-91', '4091'],
    ['كود', ''],
  ])('A-1 %s is read as %s', (typed, digits) => {
    expect(digitsIn(typed)).toBe(digits);
  });
});
