import { MAX_MONITOR_CLIENTS, type HubFigures } from '@waqtor/contracts';
import { formatUptime } from './uptime.ts';

type Client = HubFigures['clients'][number];

/** H-13: most unacknowledged bytes first, then the newest; times are ISO texts of one form, which sort as they are. */
const rankClients = (clients: readonly Client[]): Client[] =>
  [...clients]
    .sort((a, b) => b.buffered - a.buffered || (a.connected < b.connected ? 1 : a.connected > b.connected ? -1 : 0))
    .slice(0, MAX_MONITOR_CLIENTS);

/** The later one; null is before everything. */
const later = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a);

const sumOf = <T extends Record<string, number>>(a: T, b: T): T => {
  const sum: Record<string, number> = { ...a };
  for (const [name, value] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + value;
  return sum as T;
};

const merge = (a: HubFigures, b: HubFigures): HubFigures => ({
  server: {
    ...a.server,
    startTime: a.server.startTime < b.server.startTime ? a.server.startTime : b.server.startTime,
    timestamp: a.server.timestamp > b.server.timestamp ? a.server.timestamp : b.server.timestamp,
  },
  connections: sumOf(a.connections, b.connections),
  messages: {
    received: a.messages.received + b.messages.received,
    broadcasts: a.messages.broadcasts + b.messages.broadcasts,
    lastBroadcast: later(a.messages.lastBroadcast, b.messages.lastBroadcast),
  },
  errors: {
    total: a.errors.total + b.errors.total,
    last:
      later(a.errors.last?.time ?? null, b.errors.last?.time ?? null) === (b.errors.last?.time ?? null)
        ? (b.errors.last ?? a.errors.last)
        : a.errors.last,
  },
  buffer: { total: a.buffer.total + b.buffer.total, average: 0 },
  topics: sumOf(a.topics, b.topics),
  security: sumOf(a.security, b.security),
  clients: rankClients([...a.clients, ...b.clients]),
});

/**
 * H-13: hub and relays as one. Counts are added; the start is the earliest, the last broadcast and the last error are
 * the newest; times that follow from others are worked out anew. Throws a RangeError when nobody told anything.
 */
export const mergeFigures = (list: readonly HubFigures[]): HubFigures => {
  const [first, ...rest] = list;
  if (first === undefined) throw new RangeError('There are no figures to merge.');
  const merged = rest.reduce(merge, first);
  const { server, connections, buffer } = merged;
  const upMs = Math.max(0, Date.parse(server.timestamp) - Date.parse(server.startTime));
  return {
    ...merged,
    server: { ...server, uptime: Math.round(upMs / 1000), uptimeFormatted: formatUptime(upMs) },
    buffer: {
      total: buffer.total,
      average: connections.current === 0 ? 0 : Math.round(buffer.total / connections.current),
    },
  };
};
