import { HUB_SILENCE_LIMIT_MS, MAX_MONITOR_CLIENTS, type HubFigures } from '@waqtor/contracts';
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

/** One open connection, looked at once: what it has buffered may have to be reckoned from the log. */
interface Look {
  connection: Connection;
  buffered: number;
  seenAt: number;
}

/** H-13: what one object knows of itself. Of 10,000 connections only the 200 that are told become texts. */
export const figuresOf = (
  { connections, counters }: { connections: Connections; counters: HubCounters },
  now: number,
): HubFigures => {
  const looks = connections.all().map((connection): Look => ({
    connection,
    buffered: connection.bufferedBytes,
    seenAt: connections.lastSeenAt(connection),
  }));
  const { counts } = counters;
  const buffered = looks.reduce((total, look) => total + look.buffered, 0);
  const alive = looks.filter((look) => isAlive(look, now)).length;
  return {
    server: {
      uptime: Math.round((now - counts.startedAt) / 1000),
      uptimeFormatted: formatUptime(now - counts.startedAt),
      startTime: iso(counts.startedAt),
      timestamp: iso(now),
    },
    connections: {
      current: looks.length,
      total: counts.connections,
      disconnections: counts.disconnections,
      alive,
      dead: looks.length - alive,
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
    buffer: { total: buffered, average: looks.length === 0 ? 0 : Math.round(buffered / looks.length) },
    topics: topicCounts(looks),
    security: {
      unauthorizedAttempts: counts.replayedHandshakes,
      rateLimitViolations: counts.rateLimitViolations,
      invalidOrigins: 0,
      expiredHandshakes: 0,
      invalidSignatures: 0,
      oversizedMessages: counts.oversizedMessages,
    },
    clients: looks
      .sort(
        (a, b) => b.buffered - a.buffered || b.connection.attachment.connectedAt - a.connection.attachment.connectedAt,
      )
      .slice(0, MAX_MONITOR_CLIENTS)
      .map((look) => clientOf(look, now)),
  };
};

const isAlive = ({ seenAt }: Look, now: number): boolean => now - seenAt < HUB_SILENCE_LIMIT_MS;

const clientOf = (look: Look, now: number): HubFigures['clients'][number] => {
  const { id, principal, ip, connectedAt, topics } = look.connection.attachment;
  return {
    id,
    kind: principal.kind,
    ip,
    connected: iso(connectedAt),
    lastPing: iso(look.seenAt),
    isAlive: isAlive(look, now),
    buffered: look.buffered,
    subscriptions: [...new Set(topics.map(withoutName))],
  };
};

const topicCounts = (looks: readonly Look[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { connection } of looks) {
    for (const topic of new Set([...connection.topics].map(withoutName))) counts[topic] = (counts[topic] ?? 0) + 1;
  }
  return counts;
};
