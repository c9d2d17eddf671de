import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** Places where a test may kill the host; each is a moment at which a send could be lost or doubled. */
export const FAULT_POINTS = ['before_intent', 'after_intent', 'before_outcome'] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/**
 * Kills the own process with SIGKILL when it passes the point named by `WAQTOR_FAULT_POINT`; otherwise does nothing.
 * Once only: a flag file in the data folder is made first, so that the restarted host goes on. Never armed with the
 * real engine (the configuration refuses it).
 */
export type FaultTrigger = (point: FaultPoint) => void;

export const noFaults: FaultTrigger = () => undefined;

export const armFaultPoint = (
  configured: string | null,
  dataDir: string,
  kill: () => void = () => process.kill(process.pid, 'SIGKILL'),
): FaultTrigger => {
  if (configured === null) return noFaults;
  const flag = join(dataDir, `fault-${configured}.fired`);
  return (point) => {
    if (point !== configured) return;
    let file: number;
    try {
      file = openSync(flag, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
      throw error;
    }
    fsyncSync(file);
    closeSync(file);
    kill();
  };
};
