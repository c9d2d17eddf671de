import { type Clock, DeadlineExceeded, withDeadline } from '../clock.ts';
import { ConfigError } from '../config.ts';

/** A commit waits for a full disk without end; a person before a terminal does not. */
const SOON_MS = 5_000;

/** The commit, or a ConfigError after 5 s. It stays queued: what was wanted is stored when there is room again. */
export const onDiskSoon = async <T>(clock: Clock, commit: Promise<T>): Promise<T> => {
  try {
    return await withDeadline(clock, SOON_MS, () => commit);
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error;
    throw new ConfigError('The data folder cannot be written; make room on its disk, then try again.');
  }
};
