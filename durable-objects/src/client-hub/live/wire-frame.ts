import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { HUB_GZIP_MIN_BYTES } from '@waqtor/contracts';

/** A frame is packed once for everybody who gets it: 2 KB take some 60 µs. */
const GZIP_LEVEL = 6;

/** A frame as it travels; packed at most once, however many connections get it. */
export class WireFrame {
  readonly text: string;
  /** UTF-8 bytes of the text. */
  readonly bytes: number;
  #gzipped: Uint8Array | null = null;

  constructor(text: string, bytes = Buffer.byteLength(text)) {
    this.text = text;
    this.bytes = bytes;
  }

  /** H-11: one gzip member (RFC 1952) of the text from 1 KB on; smaller frames would grow. */
  form(isGzip: boolean): string | Uint8Array {
    if (!isGzip || this.bytes < HUB_GZIP_MIN_BYTES) return this.text;
    this.#gzipped ??= gzipSync(this.text, { level: GZIP_LEVEL });
    return this.#gzipped;
  }
}

/** Bytes of an `events` frame around its bodies. */
const ENVELOPE_BYTES = 64;

/** H-4: positions (prev, upTo] of the log, `bodies` of them in order; `bytes` of the bodies. */
export const eventsFrame = (bodies: readonly string[], bytes: number, prev: number, upTo: number): WireFrame =>
  new WireFrame(
    `{"type":"events","events":[${bodies.join(',')}],"prev":${prev},"upTo":${upTo}}`,
    bytes + bodies.length + ENVELOPE_BYTES,
  );
