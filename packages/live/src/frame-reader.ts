import type { ServerFrame } from '@waqtor/contracts';

export interface FrameReaderOptions {
  /** In the order of arrival; `bytes` as they came over the wire, which is what credit counts (H-10). */
  onFrame(frame: ServerFrame, bytes: number): void;
  /** A packed frame that cannot be read: what it said is lost, so the connection is. Nothing is handed over after it. */
  onBroken(error: Error): void;
  /** `onFrame` threw. */
  onError(error: unknown): void;
}

interface Arrival {
  /** Never rejects: it is awaited only when its turn comes, and a rejection would be nobody's until then. */
  text: string | Promise<string | Error>;
  bytes: number;
}

/**
 * Frames of one socket: text is JSON, binary is one gzip member of JSON (H-11). Unpacking takes a while, so what
 * arrives meanwhile waits for its turn; when nothing is being unpacked, text is handed over within the call.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  readonly #waiting: Arrival[] = [];
  #isUnpacking = false;
  #isStopped = false;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /** `data` of a message event: a string, an ArrayBuffer or a view of one. */
  read(data: unknown): void {
    if (this.#isStopped) return;
    if (typeof data !== 'string') {
      const { byteLength = 0 } = (data ?? {}) as Partial<ArrayBufferView>;
      this.#waiting.push({ text: gunzip(data).catch(unreadable), bytes: byteLength });
    } else if (this.#isUnpacking) {
      this.#waiting.push({ text: data, bytes: utf8Length(data) });
    } else {
      this.#hand(data, utf8Length(data));
      return;
    }
    if (!this.#isUnpacking) void this.#drain();
  }

  /** The socket is gone: what is still being unpacked belongs to nobody. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting.length = 0;
  }

  async #drain(): Promise<void> {
    this.#isUnpacking = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const isPacked = typeof next.text !== 'string';
      const text = await next.text;
      if (this.#isStopped) return;
      if (text instanceof Error) this.#break(text);
      else if (!this.#hand(text, next.bytes) && isPacked) this.#break(unreadable(undefined));
    }
    this.#isUnpacking = false;
  }

  /** False for what is no frame. As text it is passed over: an intermediary spoke, and the connection is in order. */
  #hand(text: string, bytes: number): boolean {
    const frame = parseFrame(text);
    if (frame === null) return false;
    try {
      this.#options.onFrame(frame, bytes);
    } catch (error) {
      // A listener of the program that throws must not stop the frames behind this one.
      this.#options.onError(error);
    }
    return true;
  }

  #break(error: Error): void {
    this.stop();
    this.#options.onBroken(error);
  }
}

const encoder = new TextEncoder();
export const utf8Length = (text: string): number => encoder.encode(text).byteLength;

const unreadable = (cause: unknown): Error => new Error('A packed frame could not be read.', { cause });

const gunzip = async (data: unknown): Promise<string> => {
  if (!(data instanceof ArrayBuffer) && !ArrayBuffer.isView(data)) throw new TypeError('neither text nor bytes');
  const packed = new Response(data as BodyInit).body as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(packed.pipeThrough(new DecompressionStream('gzip'))).text();
};

/** Null for what is not a frame; the server's frames are trusted in shape, new types are ignored by the client. */
const parseFrame = (text: string): ServerFrame | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as ServerFrame) : null;
  } catch {
    // Not JSON: the caller knows what that means.
    return null;
  }
};
