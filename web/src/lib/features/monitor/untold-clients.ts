import { MAX_TOLD_CLIENTS } from './metrics.ts';
import type { MonitorClient } from './client-order.ts';

/**
 * An event tells the first 50 clients, the API 200: those that an event had no room for stay as they were read last, for
 * as many as there can be. An event with room left told them all, and who is missing has gone.
 */
export const withUntold = (
  told: { connections: { current: number }; clients: readonly MonitorClient[] },
  known: readonly MonitorClient[],
): MonitorClient[] => {
  if (told.clients.length < MAX_TOLD_CLIENTS) return [...told.clients];
  const ids = new Set(told.clients.map(({ id }) => id));
  const untold = known.filter(({ id }) => !ids.has(id));
  return [...told.clients, ...untold].slice(0, Math.max(told.connections.current, told.clients.length));
};
