import { WaqtorError } from '@waqtor/contracts';

/** Changes by others that come between reading and writing; more in a row are not waited for. */
const MAX_TRIES = 4;

/**
 * Reads, decides and writes; once more when the statement found that what was decided on is so no more (null). What
 * the second reading refuses is refused by its own code.
 */
export const tryChange = async <T>(attempt: () => Promise<T | null>): Promise<T> => {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const done = await attempt();
    if (done !== null) return done;
  }
  throw new WaqtorError('conflict');
};
