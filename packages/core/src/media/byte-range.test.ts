import { describe, expect, it } from 'vitest';
import { byteRange } from './byte-range.ts';

describe('byteRange', () => {
  it.each([
    ['bytes=0-99', { offset: 0, length: 100 }],
    ['bytes=100-', { offset: 100, length: 900 }],
    ['bytes=900-5000', { offset: 900, length: 100 }],
    ['bytes=-100', { offset: 900, length: 100 }],
    ['bytes=-5000', { offset: 0, length: 1_000 }],
    ['bytes=0-0', { offset: 0, length: 1 }],
  ])('M-2 reads %s of 1,000 bytes', (header, range) => {
    expect(byteRange(header, 1_000)).toEqual(range);
  });

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('M-2 cannot give %s of 1,000 bytes', (header) => {
    expect(byteRange(header, 1_000)).toBe('unsatisfiable');
  });

  it.each([undefined, '', 'bytes=-', 'bytes=9-3', 'bytes=0-1,5-9', 'items=0-1', 'bytes=a-b'])(
    'M-2 gives the whole for %s',
    (header) => {
      expect(byteRange(header, 1_000)).toBeNull();
    },
  );
});
