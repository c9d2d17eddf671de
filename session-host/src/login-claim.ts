import { linkSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const claimSchema = z.object({ hostId: z.string() });

/** Who drives (or drove last) the login of a session, as written in its folder. */
export interface LoginClaim {
  epoch: number;
  hostId: string;
}

const FOLDER = 'lease';
const fileOf = (sessionFolder: string, epoch: number): string => join(sessionFolder, FOLDER, `${epoch}.json`);

const epochsIn = (sessionFolder: string): number[] => {
  try {
    return readdirSync(join(sessionFolder, FOLDER)).flatMap((name) => {
      const epoch = Number(/^(\d+)\.json$/.exec(name)?.[1] ?? Number.NaN);
      return Number.isSafeInteger(epoch) ? [epoch] : [];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

/** The claim of the highest epoch; null when nobody ever claimed this login. */
export const readClaim = (sessionFolder: string): LoginClaim | null => {
  const epoch = Math.max(0, ...epochsIn(sessionFolder));
  if (epoch === 0) return null;
  try {
    const { hostId } = claimSchema.parse(JSON.parse(readFileSync(fileOf(sessionFolder, epoch), 'utf8')));
    return { epoch, hostId };
  } catch {
    // Cut short on a disk that lies about what it has written: the epoch stands in the name, whose it was is not known.
    return { epoch, hostId: '' };
  }
};

/**
 * S-6: takes the login for `hostId` under `epoch`; false when another host holds the same epoch or a higher one, as a
 * host finds that slept through the end of its lease. A file for each epoch, created and never overwritten: a late
 * writer cannot erase the claim of its successor. Repeats are no-ops.
 */
export const claimLogin = (sessionFolder: string, claim: LoginClaim): boolean => {
  mkdirSync(join(sessionFolder, FOLDER), { recursive: true, mode: 0o700 });
  const before = readClaim(sessionFolder);
  if (before && before.epoch > claim.epoch) return false;
  // Written beside and given its name: one that a full disk cut short would count as the claim of somebody else.
  const beside = join(sessionFolder, FOLDER, `${claim.hostId}.new`);
  try {
    writeFileSync(beside, JSON.stringify({ hostId: claim.hostId }), { mode: 0o600, flush: true });
    linkSync(beside, fileOf(sessionFolder, claim.epoch));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  const now = readClaim(sessionFolder);
  if (now?.epoch !== claim.epoch || now.hostId !== claim.hostId) return false;
  for (const epoch of epochsIn(sessionFolder))
    if (epoch < claim.epoch) rmSync(fileOf(sessionFolder, epoch), { force: true });
  return true;
};
