import { createDecipheriv, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ConfigError } from '../config.ts';
import { sessionFolder } from '../hosted-session.ts';
import { readClaim } from '../login-claim.ts';
import type { Store } from '../store/store.ts';
import { type ArchiveHead, DAMAGED, type SnapshotHeader, TAG_BYTES, readHead } from './archive-head.ts';
import { writeFiles } from './file-list.ts';

const BESIDE = '.restoring-';

export interface RestoreOptions {
  file: string;
  key: Buffer;
  volumeDir: string;
  /** Open, hence no host runs on it. */
  store: Store;
}

async function* decrypted(file: FileHandle, head: ArchiveHead, key: Buffer): AsyncGenerator<Buffer> {
  const { size } = await file.stat();
  const end = size - TAG_BYTES;
  if (end < head.bytes.length) throw new Error('The file is too short');
  const tag = Buffer.alloc(TAG_BYTES);
  await file.read(tag, 0, TAG_BYTES, end);
  const decipher = createDecipheriv('aes-256-gcm', key, head.nonce);
  decipher.setAAD(head.bytes);
  decipher.setAuthTag(tag);
  if (end > head.bytes.length) {
    const cipherText = file.createReadStream({ start: head.bytes.length, end: end - 1, autoClose: false });
    for await (const chunk of cipherText as AsyncIterable<Buffer>) yield decipher.update(chunk);
  }
  yield decipher.final();
}

/** Reads it to the end before a byte of it is believed: only then the tag has been compared. */
const verify = async (file: FileHandle, head: ArchiveHead, key: Buffer): Promise<void> => {
  try {
    for await (const _ of decrypted(file, head, key));
  } catch (cause) {
    throw new ConfigError(DAMAGED, { cause });
  }
};

/** What an earlier restore left when it was killed. */
const sweep = async (sessions: string): Promise<void> => {
  for (const name of await readdir(sessions))
    if (name.startsWith(BESIDE)) await rm(join(sessions, name), { recursive: true, force: true });
};

/**
 * Puts the login of a snapshot in the place of what lies there. The session gets a new generation of rows: its room
 * makes everything that was dispatched and not answered `unknown`, tells `session.data_loss` and sends nothing again.
 * Throws ConfigError with one sentence (another key, damaged, login in use elsewhere); nothing has changed then.
 */
export const restoreSnapshot = async (options: RestoreOptions): Promise<SnapshotHeader> => {
  const { key, volumeDir, store } = options;
  const unreadable = 'The snapshot cannot be read; check the path and its owner.';
  const file = await open(options.file, 'r').catch((cause: unknown) => {
    throw new ConfigError(unreadable, { cause });
  });
  try {
    if (!(await file.stat()).isFile()) throw new ConfigError(unreadable);
    const head = await readHead(file, key);
    const { header } = head;
    const folder = sessionFolder(volumeDir, header.sessionId);
    const claim = readClaim(folder);
    const isOurs = claim === null || claim.hostId === store.hostId || claim.hostId === '';
    if (!isOurs)
      throw new ConfigError('Another host uses the login of this session; move the session to this host first.');
    await verify(file, head, key);
    const sessions = join(volumeDir, 'sessions');
    await mkdir(sessions, { recursive: true, mode: 0o700 });
    await sweep(sessions);
    const beside = join(sessions, `${BESIDE}${randomBytes(6).toString('hex')}`);
    try {
      await extract(file, head, key, beside);
      // First the rows: an old login under a new generation is harmless, a restored one under the old rows is not.
      await store.beginGeneration(header.sessionId, Date.parse(header.takenAt));
      await swapIn(join(beside, 'profile'), folder, beside);
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
    return header;
  } finally {
    await file.close();
  }
};

const extract = async (file: FileHandle, head: ArchiveHead, key: Buffer, beside: string): Promise<void> => {
  const profile = join(beside, 'profile');
  await mkdir(profile, { recursive: true, mode: 0o700 });
  const unpacked = createGunzip();
  // An error ends `unpacked` too, and so comes out of `writeFiles`.
  pipeline(Readable.from(decrypted(file, head, key)), unpacked, () => undefined);
  try {
    await writeFiles(unpacked as AsyncIterable<Buffer>, profile);
  } catch (cause) {
    throw new ConfigError('The snapshot could not be unpacked (is the disk full?); nothing was changed.', { cause });
  }
};

const swapIn = async (profile: string, folder: string, beside: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(join(folder, 'profile'), join(beside, 'replaced')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(profile, join(folder, 'profile'));
};
