import { describe, expect, it } from 'vitest';
import { ownPortsOf } from './own-ports.ts';

describe('own ports', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['8787, 9464,8787', [8787, 9464]],
    ['http://localhost:8787/,http://127.0.0.1,https://[::1]/x', [8787, 80, 443]],
    ['x,-1,123456,ftp://127.0.0.1:21/', []],
  ])('W-9 are read of %j', (text, ports) => {
    expect(ownPortsOf(text)).toEqual(ports);
  });
});
