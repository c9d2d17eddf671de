import { createCipheriv } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { HOST_VERSION } from '../version.ts';
import { createHead } from './archive-head.ts';
import { listFiles } from './file-list.ts';

export interface SnapshotSource {
  sessionId: string;
  /** The browser's profile; no browser may run on it. */
  profileDir: string;
  storeId: string;
  takenAtMs: number;
  key: Buffer;
}

async function* archive({ profileDir, takenAtMs, key, ...source }: SnapshotSource): AsyncGenerator<Buffer> {
  const takenAt = new Date(takenAtMs).toISOString();
  const { sessionId, storeId } = source;
  const head = createHead({ sessionId, storeId, takenAt, hostVersion: HOST_VERSION }, key);
  yield head.bytes;
  const cipher = createCipheriv('aes-256-gcm', key, head.nonce);
  cipher.setAAD(head.bytes);
  const packed = createGzip();
  // An error ends `packed` too, and so comes out of the loop below.
  pipeline(Readable.from(listFiles(profileDir)), packed, () => undefined);
  for await (const chunk of packed as AsyncIterable<Buffer>) yield cipher.update(chunk);
  yield cipher.final();
  yield cipher.getAuthTag();
}

/** An encrypted archive of one login, as a stream; it fails midway when a file cannot be read. */
export const takeSnapshot = (source: SnapshotSource): Readable => Readable.from(archive(source), { objectMode: false });
