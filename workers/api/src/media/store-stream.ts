import { WaqtorError } from '@waqtor/contracts';
import { DOCUMENT_SNIFF_BYTES } from '@waqtor/core/media/sniff-media';

/**
 * Of one part in R2, all but the last the same: the least that R2 takes, because an isolate of 128 MB holds the parts of
 * all uploads that come in at the moment.
 */
const PART_BYTES = 5 * 1024 * 1024;
/** Most files are far smaller than a part: its space grows with what comes. */
const FIRST_SPACE_BYTES = 256 * 1024;

export interface StoredStream {
  mimetype: string;
  sizeBytes: number;
  /** Hex SHA-256. */
  digest: string;
}

export interface StoreRules {
  maxBytes: number;
  /** The type by the first bytes; throws for a file that is not wanted. */
  judge: (head: Uint8Array) => string;
  /** What a stream that broke off is called. */
  broken: (cause: unknown) => WaqtorError;
}

const spaceFor = (bytes: number): Uint8Array =>
  new Uint8Array(Math.min(PART_BYTES, Math.max(FIRST_SPACE_BYTES, bytes)));

/** A part that has space for so much more, at most for PART_BYTES in all; doubled, so that little is copied twice. */
const grown = (part: Uint8Array, filled: number, more: number): Uint8Array => {
  if (filled + more <= part.length || part.length === PART_BYTES) return part;
  const larger = spaceFor(Math.max(2 * part.length, filled + more));
  larger.set(part.subarray(0, filled));
  return larger;
};

/** Collects a stream into parts, and counts and hashes what goes by. */
class PartReader {
  sizeBytes = 0;
  isDone = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #rules: StoreRules;
  readonly #hash = new crypto.DigestStream('SHA-256');
  readonly #hashWriter = this.#hash.getWriter();
  /** What was read and belongs to the next part. */
  #rest = new Uint8Array();

  constructor(stream: ReadableStream<Uint8Array>, rules: StoreRules) {
    this.#reader = stream.getReader();
    this.#rules = rules;
    // Told by `digest`; a stream that is given up would leave it rejected with nobody listening.
    this.#hash.digest.catch(() => undefined);
  }

  /** The next PART_BYTES, or what is left; more than `maxBytes` in all are `payload_too_large`. */
  async next(): Promise<Uint8Array> {
    let part = spaceFor(this.#rest.length);
    let filled = this.#take(part, 0, this.#rest);
    while (filled < PART_BYTES && !this.isDone) {
      const { done, value } = await this.#read();
      if (done) {
        this.isDone = true;
        break;
      }
      this.sizeBytes += value.length;
      if (this.sizeBytes > this.#rules.maxBytes) {
        throw new WaqtorError('payload_too_large', { details: { limitBytes: this.#rules.maxBytes } });
      }
      await this.#hashWriter.write(value);
      part = grown(part, filled, value.length);
      filled = this.#take(part, filled, value);
    }
    return part.subarray(0, filled);
  }

  async digest(): Promise<string> {
    await this.#hashWriter.close();
    return Buffer.from(await this.#hash.digest).toString('hex');
  }

  /** Whatever was not read is not wanted. */
  async giveUp(cause: unknown): Promise<void> {
    await Promise.allSettled([this.#reader.cancel(cause), this.#hashWriter.abort(cause)]);
  }

  async #read() {
    try {
      return await this.#reader.read();
    } catch (cause) {
      throw this.#rules.broken(cause);
    }
  }

  #take(part: Uint8Array, filled: number, bytes: Uint8Array): number {
    const taken = bytes.subarray(0, part.length - filled);
    part.set(taken, filled);
    this.#rest = bytes.slice(taken.length);
    return filled + taken.length;
  }
}

const empty = (): WaqtorError => new WaqtorError('media_not_accepted', { details: { reason: 'empty' } });

/** More than one part: R2 shows the object when all are there, and nothing of it before. */
const storeParts = async (bucket: R2Bucket, key: string, mimetype: string, first: Uint8Array, reader: PartReader) => {
  const upload = await bucket.createMultipartUpload(key, { httpMetadata: { contentType: mimetype } });
  try {
    const parts = [await upload.uploadPart(1, first)];
    for (let part = await reader.next(); part.length > 0; part = await reader.next()) {
      parts.push(await upload.uploadPart(parts.length + 1, part));
    }
    await upload.complete(parts);
  } catch (error) {
    // Were even this lost, R2 forgets unfinished uploads by itself after a week.
    await upload.abort().catch(() => undefined);
    throw error;
  }
};

/**
 * Streams a file of unknown length to R2; no more than two parts of it are held at a time. When it is refused or breaks
 * off there is nothing under the key.
 */
export const storeStream = async (
  bucket: R2Bucket,
  key: string,
  stream: ReadableStream<Uint8Array> | null,
  rules: StoreRules,
): Promise<StoredStream> => {
  if (stream === null) throw empty();
  const reader = new PartReader(stream, rules);
  try {
    const first = await reader.next();
    if (first.length === 0) throw empty();
    const mimetype = rules.judge(first.subarray(0, DOCUMENT_SNIFF_BYTES));
    if (reader.isDone) await bucket.put(key, first, { httpMetadata: { contentType: mimetype } });
    else await storeParts(bucket, key, mimetype, first, reader);
    return { mimetype, sizeBytes: reader.sizeBytes, digest: await reader.digest() };
  } catch (error) {
    await reader.giveUp(error);
    throw error;
  }
};
