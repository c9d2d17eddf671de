import type { Page, Route } from 'playwright-core';
import type {
  Delivery,
  DeliveryDetail,
  Webhook,
  WebhookRecovery,
  WebhookStats,
} from '../../packages/contracts/src/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const iso = (ms: number): string => new Date(ms).toISOString();
const id = <Prefix extends 'whk' | 'dlv' | 'evt'>(prefix: Prefix, number: number): `${Prefix}_${string}` =>
  `${prefix}_01JD${String(number).padStart(22, '0')}`;
export const ENDPOINT_IDS = [1, 2, 3, 4, 5].map((number) => id('whk', number));
export const DELIVERY_IDS = [1, 2, 3, 4, 5, 6].map((number) => id('dlv', number));

const endpoint = (number: number, description: string, host: string, over: Partial<Webhook> = {}): Webhook => ({
  id: id('whk', number),
  url: `https://${host}`,
  events: ['message.received'],
  sessionId: null,
  description,
  retry: { profile: 'extended', attempts: 9, baseMs: 1_000 },
  enabled: true,
  filter: null,
  payload: 'full',
  ordered: false,
  throttle: null,
  headerNames: [],
  disabledReason: null,
  disabledAt: null,
  failingSince: null,
  previousSecretExpiresAt: null,
  createdAt: '2026-10-01T08:00:00.000Z',
  updatedAt: '2026-10-01T08:00:00.000Z',
  ...over,
});

/** An endpoint in each state: at work, retrying, behind its breaker, stopped by us, paused by its operator. */
export const webhooksAt = (nowMs: number): Webhook[] => [
  endpoint(1, 'نظام الطلبات', 'orders.example.com/hooks', {
    events: ['message.received', 'message.sent', 'session.status', 'campaign.completed', 'message.failed'],
  }),
  endpoint(2, 'Stock sync', 'stock.example.com/wa', {
    events: ['message.received', 'campaign.completed'],
    failingSince: iso(nowMs - 2 * HOUR_MS),
    headerNames: ['X-Team'],
  }),
  endpoint(3, '', 'board.example.com/events', { events: ['*'], previousSecretExpiresAt: iso(nowMs + HOUR_MS) }),
  endpoint(4, 'المخزن القديم', 'old.example.com/in', {
    events: ['message.sent'],
    enabled: false,
    disabledReason: 'failing',
    disabledAt: iso(nowMs - 6 * HOUR_MS),
  }),
  endpoint(5, 'Night shift', 'night.example.com/in', { enabled: false, disabledReason: 'operator' }),
];

const SHAPE = [3, 5, 5, 6, 7, 11, 13, 14, 15, 15, 14, 17, 18, 16, 19, 16, 15, 12, 16, 13, 12, 9, 4, 4];
export const statsAt = (nowMs: number, endpointId: string): WebhookStats => {
  const place = ENDPOINT_IDS.findIndex((known) => known === endpointId);
  const isQuiet = place === 4;
  const failed = place === 1 ? 34 : place === 3 ? 60 : 0;
  return {
    windowHours: 24,
    deliveries: isQuiet ? 0 : [2_210, 872, 1_134, 60, 0][place]!,
    delivered: isQuiet || place === 3 ? 0 : [2_210, 835, 1_134][place]!,
    failed,
    successRate: isQuiet ? null : [1, 0.961, 1, 0][place]!,
    p50Ms: isQuiet || place === 3 ? null : 90,
    p95Ms: [180, 1_400, 96, null, null][place]!,
    queued: place === 1 ? 3 : 0,
    oldestQueuedAt: place === 1 ? iso(nowMs - 4 * MINUTE_MS) : null,
    breaker: place === 2 ? { state: 'open', openUntil: iso(nowMs + 90_000) } : { state: 'closed', openUntil: null },
    byErrorCode: {},
    hours: SHAPE.map((height, hour) => ({
      at: iso(nowMs - (24 - hour) * HOUR_MS),
      succeeded: isQuiet || place === 3 ? 0 : Math.max(0, height * 9 - (place === 1 && hour > 9 && hour < 13 ? 70 : 0)),
      failed: place === 3 && hour < 6 ? height : place === 1 && hour > 9 && hour < 13 ? 70 : 0,
    })),
  };
};

const delivery = (nowMs: number, number: number, over: Partial<Delivery>): Delivery => ({
  id: id('dlv', number),
  eventId: id('evt', number),
  eventType: 'message.received',
  state: 'delivered',
  attempts: 1,
  lastStatus: 200,
  lastErrorCode: null,
  nextAttemptAt: null,
  createdAt: iso(nowMs - number * 40_000),
  isTest: false,
  maxAttempts: null,
  lastDurationMs: 211,
  lastAttemptAt: iso(nowMs - number * 40_000 + 300),
  isExpunged: false,
  ...over,
});
export const deliveriesAt = (nowMs: number): Delivery[] => [
  delivery(nowMs, 1, {}),
  delivery(nowMs, 2, {
    state: 'pending',
    attempts: 3,
    maxAttempts: 9,
    lastStatus: 503,
    lastErrorCode: 'http_5xx',
    lastDurationMs: 388,
    nextAttemptAt: iso(nowMs + 222_000),
  }),
  delivery(nowMs, 3, {
    state: 'pending',
    attempts: 2,
    maxAttempts: 9,
    lastStatus: null,
    lastErrorCode: 'timeout',
    lastDurationMs: 10_000,
    nextAttemptAt: iso(nowMs + 100_000),
  }),
  delivery(nowMs, 4, { eventType: 'campaign.completed', attempts: 2, lastStatus: 204, lastDurationMs: 640 }),
  delivery(nowMs, 5, { state: 'failed', attempts: 9, lastStatus: 422, lastErrorCode: 'http_4xx', lastDurationMs: 120 }),
  delivery(nowMs, 6, { isExpunged: true }),
];

const BODY = (eventId: string): string =>
  JSON.stringify({
    id: eventId,
    type: 'message.received',
    event: 'message.received',
    seq: 48_213,
    timestamp: '2026-11-21T12:04:11.840Z',
    data: { id: 'msg_c81Jd0', from: '966500000018@c.us', body: 'السلام عليكم، وصل الطلب؟', type: 'text' },
  });
const FAILURES = [
  { status: null, errorCode: 'timeout', durationMs: 10_000 },
  { status: 502, errorCode: 'http_5xx', durationMs: 412 },
] as const;
const headersOf = (row: Delivery, attempt: number): Record<string, string> =>
  row.isExpunged
    ? {}
    : {
        'content-type': 'application/json',
        'x-waqtor-event': row.eventType,
        'x-waqtor-delivery': row.id,
        'x-waqtor-attempt': String(attempt),
        'x-waqtor-signature': 'sha256=9f2c01ab77d3e41b',
        'webhook-id': row.eventId,
        'webhook-timestamp': '1795262666',
        'webhook-signature': 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN',
      };
export const detailOf = (row: Delivery): DeliveryDetail => ({
  ...row,
  body: row.isExpunged ? null : BODY(row.eventId),
  attemptLog: Array.from({ length: Math.min(row.attempts, 3) }, (_, index) => {
    const isLast = index === Math.min(row.attempts, 3) - 1;
    const failure = isLast
      ? { status: row.lastStatus, errorCode: row.lastErrorCode, durationMs: row.lastDurationMs ?? 0 }
      : FAILURES[index % 2]!;
    return {
      attempt: index + 1,
      trigger: 'schedule' as const,
      startedAt: iso(Date.parse(row.createdAt) + index * 3_000),
      ...failure,
      requestHeaders: headersOf(row, index + 1),
      responseHeaders: Object.fromEntries(failure.status === null ? [] : [['content-type', 'text/html']]),
      responseExcerpt: failure.status === null ? '' : '<h1>Service Unavailable</h1>',
    };
  }),
});

export interface WebhooksMock {
  webhooks: () => Webhook[];
  deliveries: () => Delivery[];
  /** What comes before the answers of this file: an error, a moment of nothing. */
  before?: (route: Route, method: string, path: string) => Promise<unknown> | undefined;
  recovery: WebhookRecovery | null;
}
/** Requests that changed something: `METHOD path body`. */
export type Changes = { method: string; path: string; body: Record<string, unknown> }[];

export const problem = (status: number, code: string, over: Record<string, unknown> = {}) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'about:blank',
    title: code,
    detail: 'Something is wrong.',
    status,
    code,
    requestId: 'req_8Lk2vQ0s01',
    ...over,
  }),
});

/**
 * Answers everything under /api/webhooks from this file instead of the product, for states that a test cannot bring
 * about in seconds. The lists are taken anew at each request, so that a test may change them.
 */
export const mockWebhooks = async (page: Page, mock: WebhooksMock): Promise<Changes> => {
  const changes: Changes = [];
  const list = (data: unknown[]) => ({ json: { data, nextCursor: null, hasMore: false } });
  await page.route(/\/api\/webhooks(\/|\?|$)/, async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const method = request.method();
    const path = url.pathname.replace('/api/webhooks', '');
    const body = (request.postDataJSON() ?? {}) as Record<string, unknown>;
    if (method !== 'GET') changes.push({ method, path, body });
    const early = mock.before?.(route, method, path);
    if (early) return early;
    const [, first, second, third, fourth] = path.split('/');
    const webhook = mock.webhooks().find((one) => one.id === first) ?? mock.webhooks()[0];
    if (path === '' && method === 'GET') return route.fulfill(list(mock.webhooks()));
    if (path === '') {
      const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
      return route.fulfill({ status: 201, json: { ...webhook, ...body, id: id('whk', 9), secret, warnings: [] } });
    }
    if (first === 'test-filter') {
      const matches = mock
        .deliveries()
        .slice(0, 2)
        .map((row) => ({ id: row.eventId, type: row.eventType, timestamp: row.createdAt }));
      return route.fulfill({ json: { examined: 500, matched: 42, matches, reason: null, failedCondition: null } });
    }
    if (second === 'stats') return route.fulfill({ json: statsAt(Date.now(), first ?? '') });
    if (second === 'test') {
      const { attemptLog } = detailOf(mock.deliveries()[0]!);
      return route.fulfill({ json: { ...attemptLog[0], deliveryId: DELIVERY_IDS[0] } });
    }
    if (second === 'rotate-secret') {
      return route.fulfill({
        json: { secret: 'whsec_bmV3bmV3bmV3bmV3bmV3bmV3bmV3', previousSecretExpiresAt: iso(Date.now() + 86_400_000) },
      });
    }
    if (second === 'recover' || second === 'replay-missing') {
      const run: WebhookRecovery = {
        kind: second === 'recover' ? 'recover' : 'replay_missing',
        state: body['dryRun'] === true ? 'dry_run' : 'running',
        since: String(body['since']),
        until: iso(Date.now()),
        total: 34,
        isCapped: false,
        nextSince: null,
        done: 0,
        delivered: 0,
        failed: 0,
        startedAt: body['dryRun'] === true ? null : '2026-11-21T12:00:00.000Z',
        finishedAt: null,
      };
      if (body['dryRun'] !== true) mock.recovery = { ...run, done: 20, delivered: 18, failed: 2 };
      return route.fulfill({ json: run });
    }
    if (second === 'recovery') {
      if (method === 'DELETE' && mock.recovery) mock.recovery = { ...mock.recovery, state: 'cancelled' };
      return route.fulfill({ json: method === 'DELETE' ? mock.recovery : { recovery: mock.recovery } });
    }
    if (second === 'logs' && fourth === 'resend') return route.fulfill({ json: mock.deliveries()[0] });
    if (second === 'logs' && third) {
      if (method === 'DELETE') return route.fulfill({ status: 204 });
      const row = mock.deliveries().find((one) => one.id === third);
      return row ? route.fulfill({ json: detailOf(row) }) : route.fulfill(problem(404, 'not_found'));
    }
    if (second === 'logs') {
      const asked = Object.fromEntries(url.searchParams);
      const rows = mock
        .deliveries()
        .filter((row) => asked['state'] === undefined || row.state === asked['state'])
        .filter((row) => asked['event'] === undefined || row.eventType === asked['event'])
        .filter((row) => asked['q'] === undefined || [row.id, row.eventId].includes(asked['q'] as never));
      return route.fulfill(list(rows));
    }
    if (method === 'DELETE') return route.fulfill({ status: 204 });
    return route.fulfill({ json: { ...webhook, ...body } });
  });
  return changes;
};
