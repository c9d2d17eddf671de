import type { HubMonitor, MonitorSnapshot } from '../../packages/contracts/src/rest/monitor.ts';

const MINUTE_MS = 60_000;
const SNAPSHOT_MS = 5 * MINUTE_MS;
const iso = (ms: number): string => new Date(ms).toISOString();
const id = (prefix: string, number: number): string => `${prefix}_01JD${String(number).padStart(22, '0')}`;

/** A week of a shop's days: quiet nights, a peak in the evening, one bad hour. */
const weekOfSnapshots = (nowMs: number): MonitorSnapshot[] => {
  const lastMs = Math.floor(nowMs / SNAPSHOT_MS) * SNAPSHOT_MS;
  return Array.from({ length: 2_016 }, (_, index) => {
    const at = lastMs - (2_015 - index) * SNAPSHOT_MS;
    const hour = (at / 3_600_000) % 24;
    const day = Math.max(0, Math.sin(((hour - 5) / 18) * Math.PI));
    const wave = 1 + 0.2 * Math.sin(index / 7);
    const isBad = index > 1_900 && index < 1_912;
    return {
      at: iso(at),
      connections: Math.round(3 + 38 * day * wave),
      received: Math.round(420 * day * wave),
      broadcasts: Math.round(20 + 260 * day * wave * wave),
      bufferedBytes: Math.round(9_000 * day * wave),
      errors: isBad ? 4 : 0,
      refusals: isBad ? 14 : index % 97 === 0 ? 2 : 0,
    };
  });
};

const TOPICS = [
  ['session', 'inbox', 'monitor'],
  ['session', 'inbox'],
  ['message', 'webhook'],
  ['chat:*', 'session:*'],
];
const clientsAt = (nowMs: number, count: number): HubMonitor['clients'] =>
  Array.from({ length: count }, (_, index) => ({
    id: id('cnx', index),
    kind: index % 4 === 2 ? 'key' : 'user',
    ip: index === 5 ? '2001:db8:85a3:8d3:1319:8a2e:370:7348' : `192.0.2.${10 + index * 7}`,
    connected: iso(nowMs - index * 23 * MINUTE_MS - 40_000),
    lastPing: iso(nowMs - ((index * 7) % 30) * 1_000),
    isAlive: index !== 3,
    buffered: index === 2 ? 311_000 : index * 320,
    subscriptions: index === 4 ? ['session', 'message', 'campaign', 'inbox', 'webhook'] : (TOPICS[index % 4] ?? []),
  }));

/** What a busy hub tells at a moment. */
export const monitorAt = (nowMs: number, { hours = 24, clients = 9 } = {}): HubMonitor => ({
  server: {
    uptime: 273_906,
    uptimeFormatted: '3d 04:05:06',
    startTime: '2026-11-17T08:00:00.000Z',
    timestamp: iso(nowMs),
  },
  connections: { current: clients, total: 1_284, disconnections: 1_275, alive: clients - 1, dead: 1 },
  messages: { received: 48_213, broadcasts: 31_877, lastBroadcast: iso(nowMs - 400) },
  errors: {
    total: 27,
    last: { time: iso(nowMs - 9 * MINUTE_MS), message: 'The session host did not answer in time', source: 'host-link' },
  },
  system: {
    hosts: [
      {
        hostId: id('hst', 123_456),
        isConnected: true,
        sessions: 3,
        capacity: 8,
        rssBytes: 1_482_000_000,
        cpuSeconds: 18_240,
        uptimeSeconds: 152_000,
      },
      {
        hostId: id('hst', 654_321),
        isConnected: false,
        sessions: 0,
        capacity: 8,
        rssBytes: null,
        cpuSeconds: null,
        uptimeSeconds: null,
      },
    ],
  },
  buffer: { total: 322_520, average: 322_520 / clients },
  topics: { session: 7, inbox: 5, monitor: 2, message: 3, webhook: 3, 'chat:*': 2, 'session:*': 2 },
  security: {
    unauthorizedAttempts: 41,
    rateLimitViolations: 6,
    invalidOrigins: 0,
    expiredHandshakes: 112,
    invalidSignatures: 3,
    oversizedMessages: 0,
  },
  clients: clientsAt(nowMs, clients),
  thresholds: { connections: 1_200, averageBufferedBytes: 256 * 1_024, errors: 10, refusals: null },
  alerts: [{ metric: 'errors', value: 12, limit: 10, since: iso(nowMs - 9 * MINUTE_MS) }],
  snapshots: weekOfSnapshots(nowMs).filter(({ at }) => Date.parse(at) >= nowMs - hours * 60 * MINUTE_MS),
});
