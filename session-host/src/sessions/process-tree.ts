import { readFileSync, readdirSync } from 'node:fs';

/** Parent of each process as /proc tells; empty where there is no /proc. */
const parents = (): Map<number, number> => {
  const found = new Map<number, number>();
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    // Not Linux: the process groups below are all there is.
    return found;
  }
  for (const name of names) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      // `pid (name with any character) state ppid …`
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      found.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
};

/** The processes and everything below them. */
export const treeOf = (roots: readonly number[]): number[] => {
  const children = new Map<number, number[]>();
  for (const [pid, parent] of parents()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const all = [...roots];
  for (let i = 0; i < all.length; i++) all.push(...(children.get(all[i] as number) ?? []));
  return [...new Set(all)];
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ESRCH: gone already, which is what was wanted.
  }
};

/**
 * SIGKILL to the processes, all that descend from them, and their process groups. The list is taken before anything
 * is killed: an orphan has lost its way back to us.
 */
export const killProcessTree = (roots: readonly number[]): void => {
  const own = process.pid;
  const all = treeOf(roots.filter((pid) => pid > 1 && pid !== own));
  for (const root of roots) if (root > 1 && root !== own) kill(-root);
  for (const pid of all) if (pid !== own) kill(pid);
};

/** Processes with `marker` among their arguments, without the own one. */
export const processesWith = (marker: string): number[] =>
  [...parents().keys()].filter((pid) => {
    try {
      return pid !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(marker);
    } catch {
      // It ended while we looked, or belongs to somebody else.
      return false;
    }
  });

/**
 * Children of an earlier host on the same store that outlived it (hung when their parent died). `marker` stands on
 * their command line and on no other. Answers how many there were.
 */
export const killLeftovers = (marker: string): number => {
  const pids = processesWith(marker);
  if (pids.length > 0) killProcessTree(pids);
  return pids.length;
};
