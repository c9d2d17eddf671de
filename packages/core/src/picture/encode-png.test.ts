import { inflateSync, crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng } from './encode-png.ts';
import { scaleMatrix } from './scale-matrix.ts';

/** Chunks of a PNG by type; fails on a wrong length or checksum. */
const chunksOf = (png: Buffer): Map<string, Buffer> => {
  expect(png.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const data = png.subarray(at + 8, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)));
    chunks.set(png.toString('latin1', at + 4, at + 8), data);
    at += 12 + length;
  }
  return chunks;
};

/** Rows of a picture of one bit a pixel, as text: `#` is black. */
const decode = (png: Buffer): string[] => {
  const chunks = chunksOf(png);
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR') as Buffer;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  expect([...header.subarray(8)]).toEqual([1, 0, 0, 0, 0]);
  const lines = inflateSync(chunks.get('IDAT') as Buffer);
  const rowBytes = 1 + Math.ceil(width / 8);
  expect(lines.length).toBe(rowBytes * height);
  return Array.from({ length: height }, (_row, y) => {
    expect(lines[y * rowBytes]).toBe(0);
    const pixel = (x: number): number => ((lines[y * rowBytes + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
    return Array.from({ length: width }, (_column, x) => (pixel(x) === 1 ? '.' : '#')).join('');
  });
};

const MATRIX = [
  [true, false, true],
  [false, true, true],
  [false, false, true],
];

describe('encodePng', () => {
  it('S-2 draws a matrix pixel by pixel', async () => {
    const png = await encodePng(scaleMatrix(MATRIX, 3));
    expect(decode(Buffer.from(png))).toEqual(['#.#', '.##', '..#']);
  });

  it('S-2 draws every module as wide as every other, in the middle of a white margin', async () => {
    const png = await encodePng(scaleMatrix(MATRIX, 11));
    expect(decode(Buffer.from(png))).toEqual([
      '...........',
      '.###...###.',
      '.###...###.',
      '.###...###.',
      '....######.',
      '....######.',
      '....######.',
      '.......###.',
      '.......###.',
      '.......###.',
      '...........',
    ]);
  });

  it('S-2 refuses a picture that is smaller than the matrix', () => {
    expect(() => scaleMatrix(MATRIX, 2)).toThrow(RangeError);
  });
});
