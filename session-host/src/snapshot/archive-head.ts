import { createHmac, randomBytes } from 'node:crypto';
import { type FileHandle } from 'node:fs/promises';
import { idSchema, timestampSchema } from '@waqtor/contracts';
import * as z from 'zod';
import { ConfigError } from '../config.ts';

/**
 * A snapshot of a login: magic, length of the header (4 bytes), header (JSON), nonce, then AES-256-GCM of a gzipped
 * list of files, then the tag. Everything before the ciphertext is authenticated with it.
 */
const MAGIC = Buffer.from('WAQTOR\u0000\u0001', 'latin1');
const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
const MAX_HEADER_BYTES = 4096;

const headerSchema = z.object({
  sessionId: idSchema('ses'),
  takenAt: timestampSchema,
  /** Store whose rows belong to this login. */
  storeId: idSchema('sto'),
  hostVersion: z.string().max(40),
  /** Tells another key from a damaged file. */
  keyCheck: z.string(),
});
export type SnapshotHeader = z.infer<typeof headerSchema>;

/** The first bytes of a snapshot, as they are authenticated. */
export interface ArchiveHead {
  header: SnapshotHeader;
  nonce: Buffer;
  bytes: Buffer;
}

export const keyCheckOf = (key: Buffer): string =>
  createHmac('sha256', key).update('waqtor snapshot').digest('hex').slice(0, 16);

export const createHead = (header: Omit<SnapshotHeader, 'keyCheck'>, key: Buffer): ArchiveHead => {
  const full = { ...header, keyCheck: keyCheckOf(key) };
  const json = Buffer.from(JSON.stringify(full));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  const nonce = randomBytes(NONCE_BYTES);
  return { header: full, nonce, bytes: Buffer.concat([MAGIC, length, json, nonce]) };
};

export const DAMAGED = 'The snapshot is damaged or incomplete; nothing was changed.';

/** Throws ConfigError with one sentence: not a snapshot, another key, damaged. */
export const readHead = async (file: FileHandle, key: Buffer): Promise<ArchiveHead> => {
  const take = async (position: number, length: number): Promise<Buffer> => {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
    if (bytesRead < length) throw new ConfigError(DAMAGED);
    return buffer;
  };
  const start = await take(0, MAGIC.length + 4);
  if (!start.subarray(0, MAGIC.length).equals(MAGIC)) throw new ConfigError('The file is not a snapshot of WaQtor.');
  const length = start.readUInt32BE(MAGIC.length);
  if (length > MAX_HEADER_BYTES) throw new ConfigError(DAMAGED);
  const rest = await take(start.length, length + NONCE_BYTES);
  let header: SnapshotHeader;
  try {
    header = headerSchema.parse(JSON.parse(rest.subarray(0, length).toString()));
  } catch (cause) {
    throw new ConfigError(DAMAGED, { cause });
  }
  if (header.keyCheck !== keyCheckOf(key))
    throw new ConfigError('The snapshot was made with another WAQTOR_FLEET_KEY; nothing was changed.');
  return { header, nonce: rest.subarray(length), bytes: Buffer.concat([start, rest]) };
};
