import { describe, expect, it } from 'vitest';
import { qrPath } from './qr-path.ts';

describe('S-2 code as a picture', () => {
  it('S-2 is one path of runs inside the quiet zone', () => {
    const { size, path } = qrPath('2@AAAA,BBBB,CCCC,DDDD,1');
    expect(path).toMatch(/^M1 1h7v1H1z/);
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1/g)) {
      expect(Number(x)).toBeGreaterThan(0);
      expect(Number(x) + Number(run)).toBeLessThan(size);
      expect(Number(y)).toBeLessThan(size - 1);
    }
  });
});
