import { crc32OfBytes } from '../api-key/crc32.ts';
import type { BlackAndWhite } from './scale-matrix.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** IHDR after width and height: 1 bit of grey, deflate, no filter of the picture, not interlaced (PNG §11.2.1). */
const ONE_BIT_GREY = [1, 0, 0, 0, 0];
const NO_FILTER = 0;

const uint32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

/** Length, type, data, and the checksum of type and data (PNG §5.3). */
const chunk = (type: string, data: Uint8Array | readonly number[]): Uint8Array => {
  const checked = Uint8Array.from([...ascii(type), ...data]);
  return Uint8Array.from([...uint32(data.length), ...checked, ...uint32(crc32OfBytes(checked))]);
};

/** Rows of a filter byte and the pixels, eight a byte from the left; white is 1. */
const scanlines = ({ size, isBlack }: BlackAndWhite): Uint8Array<ArrayBuffer> => {
  const rowBytes = 1 + Math.ceil(size / 8);
  const bytes = new Uint8Array(rowBytes * size);
  for (let y = 0; y < size; y += 1) {
    bytes[y * rowBytes] = NO_FILTER;
    for (let x = 0; x < size; x += 1) {
      const at = y * rowBytes + 1 + (x >> 3);
      if (!isBlack(x, y)) bytes[at] = (bytes[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return bytes;
};

/** The zlib format (RFC 1950), which the platform calls deflate. */
const deflate = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
  const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
};

/** A PNG of one bit a pixel: some 1 KB for a QR code. */
export const encodePng = async (picture: BlackAndWhite): Promise<Uint8Array<ArrayBuffer>> => {
  const header = [...uint32(picture.size), ...uint32(picture.size), ...ONE_BIT_GREY];
  const data = await deflate(scanlines(picture));
  return Uint8Array.from([...SIGNATURE, ...chunk('IHDR', header), ...chunk('IDAT', data), ...chunk('IEND', [])]);
};
