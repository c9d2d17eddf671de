import { readFileSync } from 'node:fs';
import { treeOf } from '../../session-host/src/sessions/process-tree.ts';

const TICKS_PER_SECOND = 100;

/** The process and everything below it. Linux. */
export const processTree = (root: number): number[] => treeOf([root]);

/** User and system time so far, in milliseconds. */
export const cpuMs = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return sum + ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
    } catch {
      return sum;
    }
  }, 0);

/** Proportional set size in MB: shared pages count once (resident size counts them in every process). */
export const pssMb = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    try {
      return sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return sum;
    }
  }, 0);
