import { describe, expect, it } from 'vitest';
import { withoutArticle } from './arabic-article.ts';

describe('the Arabic article', () => {
  it.each([
    ['الفاتوره', 'فاتوره'],
    ['والفاتوره', 'فاتوره'],
    ['بالفاتوره', 'فاتوره'],
    ['فبالفاتوره', 'فاتوره'],
    ['للفاتوره', 'فاتوره'],
    ['فاتوره', 'فاتوره'],
    ['الى', 'الى'],
    ['الف', 'الف'],
    ['invoice', 'invoice'],
  ])('M-6 takes %s for %s', (word, bare) => {
    expect(withoutArticle(word)).toBe(bare);
  });
});
