import { HUB_SILENCE_LIMIT_MS, type HubFigures } from '@waqtor/contracts';
import { rankClients } from '@waqtor/core/hub/merge-figures';
import { formatUptime } from '@waqtor/core/hub/uptime';
import type { Connection } from '../connection.ts';
import type { Connections } from '../connections.ts';
import type { HubCounters } from './counters.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/** `chat:966500000000@c.us` → `chat:*`. */
const withoutName = (topic: string): string => {
  const colon = topic.indexOf(':');
  return colon < 0 ? topic : `${topic.slice(0, colon)}:*`;
};

/** H-13: what one object knows of itself. */
export const figuresOf = (
  { connections, counters }: { connections: Connections; counters: HubCounters },
  now: number,
): HubFigures => {
  const open = connections.all();
  const { counts } = counters;
  const clients = open.map((connection) => clientOf(connections, connection, now));
  const buffered = clients.reduce((total, client) => total + client.buffered, 0);
  const alive = clients.filter((client) => client.isAlive).length;
  return {
    server: {
      uptime: Math.round((now - counts.startedAt) / 1000),
      uptimeFormatted: formatUptime(now - counts.startedAt),
      startTime: iso(counts.startedAt),
      timestamp: iso(now),
    },
    connections: {
      current: open.length,
      total: counts.connections,
      disconnections: counts.disconnections,
      alive,
      dead: open.length - alive,
    },
    messages: {
      received: counts.received,
      broadcasts: counts.broadcasts,
      lastBroadcast: counts.lastBroadcastAt === null ? null : iso(counts.lastBroadcastAt),
    },
    errors: {
      total: counts.errors,
      last: counts.lastError && {
        time: iso(counts.lastError.at),
        message: counts.lastError.message,
        source: counts.lastError.source,
      },
    },
    buffer: { total: buffered, average: open.length === 0 ? 0 : Math.round(buffered / open.length) },
    topics: topicCounts(open),
    security: {
      unauthorizedAttempts: counts.replayedHandshakes,
      rateLimitViolations: counts.rateLimitViolations,
      invalidOrigins: 0,
      expiredHandshakes: 0,
      invalidSignatures: 0,
      oversizedMessages: counts.oversizedMessages,
    },
    clients: rankClients(clients),
  };
};

const clientOf = (connections: Connections, connection: Connection, now: number): HubFigures['clients'][number] => {
  const { id, principal, ip, connectedAt, topics } = connection.attachment;
  const seenAt = connections.lastSeenAt(connection);
  return {
    id,
    kind: principal.kind,
    ip,
    connected: iso(connectedAt),
    lastPing: iso(seenAt),
    isAlive: now - seenAt < HUB_SILENCE_LIMIT_MS,
    buffered: connection.bufferedBytes,
    subscriptions: [...new Set(topics.map(withoutName))],
  };
};

const topicCounts = (open: readonly Connection[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const connection of open) {
    for (const topic of new Set([...connection.topics].map(withoutName))) counts[topic] = (counts[topic] ?? 0) + 1;
  }
  return counts;
};
