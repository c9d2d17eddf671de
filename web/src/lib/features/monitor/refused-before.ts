import type { MonitorSecurity } from '@waqtor/contracts';

/**
 * An event tells what the hub refused itself; the API adds the handshakes that were refused before it. Until the next
 * reading no cause may fall back behind the last one: the figure would jump down with each event and up with each answer.
 */
export const withRefusedBefore = (told: MonitorSecurity, read: MonitorSecurity | null): MonitorSecurity => {
  if (!read) return told;
  const causes = Object.keys(told) as (keyof MonitorSecurity)[];
  return Object.fromEntries(causes.map((cause) => [cause, Math.max(told[cause], read[cause])])) as MonitorSecurity;
};
