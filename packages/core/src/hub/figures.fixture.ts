import type { HubFigures } from '@waqtor/contracts';

type Client = HubFigures['clients'][number];

/** Builders of the monitor's tests (imported by tests only). */
export const figures = (change: Partial<HubFigures> = {}): HubFigures => ({
  server: {
    uptime: 60,
    uptimeFormatted: '00:01:00',
    startTime: '2026-11-21T09:00:00.000Z',
    timestamp: '2026-11-21T09:01:00.000Z',
  },
  connections: { current: 0, total: 0, disconnections: 0, alive: 0, dead: 0 },
  messages: { received: 0, broadcasts: 0, lastBroadcast: null },
  errors: { total: 0, last: null },
  buffer: { total: 0, average: 0 },
  topics: {},
  security: {
    unauthorizedAttempts: 0,
    rateLimitViolations: 0,
    invalidOrigins: 0,
    expiredHandshakes: 0,
    invalidSignatures: 0,
    oversizedMessages: 0,
  },
  clients: [],
  ...change,
});

export const client = (n: number, change: Partial<Client> = {}): Client => ({
  id: `cnx_${String(n).padStart(26, '0')}`,
  kind: 'user',
  ip: '2001:db8::1',
  connected: '2026-11-21T09:00:00.000Z',
  lastPing: '2026-11-21T09:00:30.000Z',
  isAlive: true,
  buffered: 0,
  subscriptions: ['session'],
  ...change,
});
