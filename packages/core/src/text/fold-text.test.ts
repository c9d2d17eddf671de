import { describe, expect, it } from 'vitest';
import { foldText } from './fold-text.ts';

describe('foldText', () => {
  it.each([
    ['أحمد إلى آمنة ٱلدار', 'احمد الي امنه الدار'],
    ['مسؤول شاطئ', 'مسوول شاطي'],
    ['مُحَمَّدٌ', 'محمد'],
    ['مـــرحـــبـــا', 'مرحبا'],
    ['٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹', '0123456789 0123456789'],
    ['ﻣﺮﺣﺒﺎ ﷲ', 'مرحبا الله'],
    ['HÉLLO Ｗｏｒｌｄ', 'héllo world'],
    ['\u200Fنعم\u200E', 'نعم'],
    ['ا\u0654', 'ا'],
  ])('M-6 folds %j to %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('M-6 folds what is folded to itself', () => {
    for (const text of ['Aأةىؤئ', 'آ\u0654\u0653', 'İstanbul ﬁ ²', '٣ﷺ'])
      expect(foldText(foldText(text))).toBe(foldText(text));
  });

  it('M-6 leaves the letters of other scripts with their marks', () => {
    expect(foldText('हिन्दी')).toBe('हिन्दी');
  });
});
