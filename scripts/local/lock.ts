import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './processes.ts';

const POLL_MS = 200;

/** Process that holds the lock, or null. */
const holderOf = (file: string): number | null => {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

/**
 * Waits until no other process of this machine holds `file`, takes it, and answers how to give it back. A holder that
 * died holds nothing. `onWait` is told once when there is somebody to wait for.
 */
export const takeLock = async (file: string, onWait: () => void): Promise<() => void> => {
  // Linked into place with its content: nobody ever reads a lock without its holder.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    for (let hasTold = false; ;) {
      try {
        linkSync(own, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = holderOf(file);
      if (holder !== null && !isAlive(holder)) rmSync(file, { force: true });
      else {
        if (!hasTold) onWait();
        hasTold = true;
        await sleep(POLL_MS);
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
};
