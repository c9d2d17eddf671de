import type { LiveStats } from './rate-ring.ts';

interface Wanted {
  atMs: number;
  startedMs?: number;
  received?: number;
  broadcasts?: number;
  errors?: number;
  refusals?: number;
  connections?: number;
}

/** Figures of a quiet hub, for tests. */
export const someStats = ({
  atMs,
  startedMs = Date.parse('2026-11-20T08:00:00.000Z'),
  received = 0,
  broadcasts = 0,
  errors = 0,
  refusals = 0,
  connections = 1,
}: Wanted): LiveStats => ({
  server: {
    uptime: (atMs - startedMs) / 1_000,
    uptimeFormatted: '0d 02:00:00',
    startTime: new Date(startedMs).toISOString(),
    timestamp: new Date(atMs).toISOString(),
  },
  connections: { current: connections, total: connections, disconnections: 0, alive: connections, dead: 0 },
  messages: { received, broadcasts, lastBroadcast: null },
  errors: { total: errors, last: null },
  buffer: { total: 0, average: 0 },
  topics: {},
  security: {
    unauthorizedAttempts: refusals,
    rateLimitViolations: 0,
    invalidOrigins: 0,
    expiredHandshakes: 0,
    invalidSignatures: 0,
    oversizedMessages: 0,
  },
  clients: [],
});
