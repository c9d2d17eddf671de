import type { MonitorHost } from '@waqtor/contracts';

/**
 * How much of one core a host uses, 1 = all of it: between two looks, or on average since it began when there is no
 * earlier one (or the process is another one by now). Null when it told nothing.
 */
export const cpuShare = (now: MonitorHost, before: MonitorHost | undefined): number | null => {
  if (now.cpuSeconds === null || now.uptimeSeconds === null || now.uptimeSeconds <= 0) return null;
  const wallSeconds = now.uptimeSeconds - (before?.uptimeSeconds ?? 0);
  const cpuSeconds = now.cpuSeconds - (before?.cpuSeconds ?? 0);
  return wallSeconds > 0 && cpuSeconds >= 0 ? cpuSeconds / wallSeconds : now.cpuSeconds / now.uptimeSeconds;
};
