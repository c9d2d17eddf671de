import { describe, expect, it } from 'vitest';
import { foldText } from './fold-text.ts';

describe('M-6 search', () => {
  it.each([
    ['أحمد', 'احمد'],
    ['إحمد', 'احمد'],
    ['مكتبة', 'مكتبه'],
    ['مُحَمَّد', 'محمد'],
    ['مـــحمد', 'محمد'],
    ['على', 'علي'],
    ['٠٥٠', '050'],
    ['Sarah ', 'sarah'],
  ])('M-6 %s is found as %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });
});
