import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

describe('page cursor', () => {
  it('M-6 reads what it wrote, any script', () => {
    const parts = ['2026-01-01T00:00:00.000Z', 'ses_1', 'أحمد+/='];
    expect(decodeCursor(encodeCursor(parts), 3)).toEqual(parts);
    expect(encodeCursor(parts)).toMatch(/^[\w-]+$/);
  });

  it.each(['', '!!', 'bm90anNvbg', encodeCursor(['one'])])('M-6 refuses %s as a cursor of two', (cursor) => {
    expect(decodeCursor(cursor, 2)).toBeNull();
  });
});
