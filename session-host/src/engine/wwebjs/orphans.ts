import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** After SIGKILL the kernel needs a moment; longer than this means that a process hangs in the kernel. */
const EXIT_WITHIN_MS = 3_000;
const POLL_MS = 25;
const LOCKS = ['SingletonLock', 'SingletonSocket', 'SingletonCookie'];

interface Process {
  pid: number;
  parent: number;
  args: string[];
}

/** A process that ends while it is read is simply not there. */
const readProcess = (pid: number): Process | null => {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    // A zombie is dead already; only its parent can remove it.
    if (/^State:\s+Z/m.test(status)) return null;
    return { pid, parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0), args };
  } catch {
    return null;
  }
};

const processes = (): Process[] => {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    // No /proc on this system: orphans are found by their parent only, and Chromium cleans its own lock.
    return [];
  }
  return names.flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []));
};

const withDescendants = (roots: number[], all: Process[]): number[] => {
  const tree = new Set(roots);
  for (const pid of tree) for (const { pid: child, parent } of all) if (parent === pid) tree.add(child);
  return [...tree];
};

/** SIGKILL, and the wait until they are gone. */
export const killProcesses = async (pids: number[]): Promise<void> => {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  }
  const until = Date.now() + EXIT_WITHIN_MS;
  while (pids.some((pid) => readProcess(pid) !== null) && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

/** Processes of browsers that run on this profile, with their children. */
export const browserProcessesOf = (userDataDir: string): number[] => {
  const all = processes();
  const ours = all.filter(({ args }) => args.includes(`--user-data-dir=${userDataDir}`)).map(({ pid }) => pid);
  return withDescendants(ours, all);
};

/** Kills a browser with all its children, also one that is frozen; resolves when they are gone. */
export const killTree = (pid: number): Promise<void> => killProcesses(withDescendants([pid], processes()));

/**
 * Kills what an earlier host left running on this profile and removes its lock (of another container, perhaps).
 * Only under the lease of the session: a browser that lives on it rightly would die too.
 */
export const sweepOrphans = async (userDataDir: string): Promise<number> => {
  const orphans = browserProcessesOf(userDataDir);
  await killProcesses(orphans);
  for (const lock of LOCKS) rmSync(join(userDataDir, lock), { force: true });
  return orphans.length;
};
