import type { Host } from '@waqtor/contracts';

type Told = Pick<Host, 'cpuSeconds' | 'uptimeSeconds'>;

/**
 * How much of one core a host uses, 1 = all of it: between two readings, or on average since it began when there is no
 * earlier one (or the process is another one by now). Null when it told nothing.
 */
export const cpuBetween = (now: Told, before: Told | undefined): number | null => {
  if (now.cpuSeconds === null || now.uptimeSeconds === null || now.uptimeSeconds <= 0) return null;
  const average = now.cpuSeconds / now.uptimeSeconds;
  if (!before || before.cpuSeconds === null || before.uptimeSeconds === null) return average;
  const wallSeconds = now.uptimeSeconds - before.uptimeSeconds;
  const cpuSeconds = now.cpuSeconds - before.cpuSeconds;
  return wallSeconds > 0 && cpuSeconds >= 0 ? cpuSeconds / wallSeconds : average;
};
