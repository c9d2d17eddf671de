import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandLineOf, isAlive } from './processes.ts';

const POLL_MS = 1_000;
const fileIn = (dataDir: string): string => path.join(dataDir, 'workerd.pid');

/** Direct children of this process (Linux; elsewhere none are known). */
const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    // No /proc: the runtime then ends with a plain stop only.
    return [];
  }
};

/** Ends the workerd of an edge that was killed: it outlives its parent and holds the port and the databases. */
export const endOrphanedRuntime = (dataDir: string): void => {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  if (Number.isInteger(pid) && pid > 1 && commandLineOf(pid).includes('workerd serve')) {
    process.kill(pid, 'SIGKILL');
    const end = Date.now() + 5_000;
    while (isAlive(pid) && commandLineOf(pid) !== '' && Date.now() < end)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  rmSync(file, { force: true });
};

/** Remembers the runtime for endOrphanedRuntime, and calls `onGone` when it dies under us. */
export const watchRuntime = (dataDir: string, onGone: () => void): void => {
  const pid = childrenOf(process.pid).find((child) => commandLineOf(child).includes('workerd serve'));
  if (pid === undefined) return;
  writeFileSync(fileIn(dataDir), String(pid));
  setInterval(() => {
    if (commandLineOf(pid) === '') onGone();
  }, POLL_MS).unref();
};
