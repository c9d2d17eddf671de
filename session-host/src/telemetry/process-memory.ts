import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { treeOf } from '../sessions/process-tree.ts';

const PSS_LINE = /^Pss:\s+(\d+) kB/m;

const pssOf = async (pid: number): Promise<number> => {
  try {
    return Number(PSS_LINE.exec(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    // It ended meanwhile.
    return 0;
  }
};

const isTold = (): boolean => {
  try {
    return PSS_LINE.test(readFileSync('/proc/self/smaps_rollup', 'utf8'));
  } catch {
    // Not Linux, or a kernel that does not tell.
    return false;
  }
};

/**
 * Bytes of the processes and everything below them, as PSS: pages shared with others count in part, so that the sum
 * over all sessions is what the machine spends (resident sizes count them once for each process). Null where the
 * system does not tell.
 */
export const memoryOfTrees = async (roots: readonly number[]): Promise<number | null> => {
  if (!isTold()) return null;
  const sizes = await Promise.all(treeOf(roots).map(pssOf));
  return sizes.reduce((sum, size) => sum + size, 0);
};
