import { accessSync, constants, statSync, statfsSync } from 'node:fs';
import { isForeign } from '../../config.ts';
import { type Check, failed, ok } from './check.ts';

const LEAST_FREE_BYTES = 512 * 1024 * 1024;
const GB = 1024 ** 3;

/** Owner, mode, writing and free space of a folder of the host, `name` as people call it. */
export const checkFolder = (name: string, folder: string): Check[] => {
  const info = statSync(folder, { throwIfNoEntry: false });
  if (!info) return [failed(`The ${name} does not exist: create it, or enrol with --data.`)];
  if (!info.isDirectory()) return [failed(`The ${name} is not a folder: name another.`)];
  if (isForeign(folder))
    return [failed(`The ${name} belongs to another user: give it to the user of the host (chown).`)];
  const mode = info.mode & 0o777;
  return [
    (mode & 0o077) === 0
      ? ok(`The ${name} is private.`)
      : failed(`The ${name} is open to other users (mode ${mode.toString(8)}): chmod 700 it; a login is the account.`),
    isWritable(folder) ? ok(`The ${name} can be written.`) : failed(`The ${name} cannot be written: check the disk.`),
    freeSpace(name, folder),
  ];
};

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    // Read-only file system, or no permission.
    return false;
  }
};

const freeSpace = (name: string, folder: string): Check => {
  const { bavail, bsize } = statfsSync(folder);
  const gigabytes = ((bavail * bsize) / GB).toFixed(1);
  return bavail * bsize >= LEAST_FREE_BYTES
    ? ok(`The disk of the ${name} has ${gigabytes} GB free.`)
    : failed(`The disk of the ${name} has only ${gigabytes} GB free: make room; a full disk stops every session.`);
};
