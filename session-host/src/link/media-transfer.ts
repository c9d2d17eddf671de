import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { refusalCodeOf } from './refusal-code.ts';

/** M-2: the largest file that is carried. */
export const MAX_MEDIA_BYTES = 64 * 1024 * 1024;

/** The edge refused for good; asking again gives the same answer. */
export class MediaRefused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`The edge refused the medium: ${code}`);
    this.name = 'MediaRefused';
    this.code = code;
  }
}

/** The transfer may succeed later. */
export class MediaUnavailable extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The edge answered ${status}`);
    this.name = 'MediaUnavailable';
    this.status = status;
  }
}

/** Bytes of media between host and edge; they never travel on the link. */
export interface MediaTransfer {
  /** To a new file at `path`. Throws MediaRefused for good, anything else may be tried again. */
  download(mediaId: string, path: string, signal: AbortSignal): Promise<void>;
  upload(mediaId: string, bytes: Uint8Array, mimetype: string, signal: AbortSignal): Promise<void>;
}

/** Refusals that a later try cannot change. 403 and 404 can: leases move, and a message may be on its way. */
const FINAL = new Set([400, 410, 413, 415, 422]);

const check = async (response: Response): Promise<void> => {
  if (response.ok) return;
  const code = refusalCodeOf(await response.text());
  if (FINAL.has(response.status)) throw new MediaRefused(code ?? 'media_not_accepted');
  throw new MediaUnavailable(response.status);
};

const limited = (): Transform => {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      bytes += chunk.byteLength;
      done(bytes > MAX_MEDIA_BYTES ? new MediaRefused('payload_too_large') : null, chunk);
    },
  });
};

/** `headers` signs for one medium. */
export const createMediaTransfer = (
  edgeUrl: string,
  headers: (mediaId: string) => Record<string, string>,
): MediaTransfer => ({
  download: async (mediaId, path, signal) => {
    const response = await fetch(`${edgeUrl}/host/media/${mediaId}`, {
      headers: headers(mediaId),
      redirect: 'error',
      signal,
    });
    await check(response);
    if (!response.body) throw new MediaUnavailable(response.status);
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream),
      limited(),
      createWriteStream(path, { mode: 0o600 }),
      { signal },
    );
  },
  upload: async (mediaId, bytes, mimetype, signal) => {
    const response = await fetch(`${edgeUrl}/host/media/${mediaId}`, {
      method: 'PUT',
      headers: { ...headers(mediaId), 'content-type': mimetype },
      body: bytes as Uint8Array<ArrayBuffer>,
      redirect: 'error',
      signal,
    });
    await check(response);
    await response.body?.cancel();
  },
});
