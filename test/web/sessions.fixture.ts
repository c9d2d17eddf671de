import type { Page } from 'playwright-core';
import type { Host, SessionView, TimelineEntry } from '../../packages/contracts/src/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MB = 1_048_576;
const iso = (ms: number): string => new Date(ms).toISOString();
const id = <Prefix extends 'ses' | 'hst'>(prefix: Prefix, number: number): `${Prefix}_${string}` =>
  `${prefix}_01JD${String(number).padStart(22, '0')}`;
export const SESSION_IDS = [1, 2, 3, 4, 5, 6].map((number) => id('ses', number));
const [RIYADH, JEDDAH, CLOUD, OLD] = [1, 2, 3, 4].map((number) => id('hst', number)) as [
  Host['hostId'],
  Host['hostId'],
  Host['hostId'],
  Host['hostId'],
];

const sessionOf = (number: number, name: string, over: Partial<SessionView>): SessionView => ({
  sessionId: id('ses', number),
  name,
  isDefault: false,
  desired: 'running',
  status: 'ready',
  since: iso(0),
  reason: null,
  recovery: null,
  qr: null,
  qrAttempt: null,
  qrMaxAttempts: null,
  qrExpiresAt: null,
  clientInfo: null,
  hostId: RIYADH,
  capabilities: null,
  stats: { sent: 0, received: 0, failed: 0, queued: 0, sentToday: 0, receivedToday: 0 },
  hostName: 'riyadh-1',
  health: null,
  ...over,
});
const phone = (platform: string, phoneNumber: string, name: string) => ({ platform, phoneNumber, name });
const today = (sentToday: number, receivedToday: number, queued: number) => ({
  sent: sentToday * 9,
  received: receivedToday * 9,
  failed: 0,
  queued,
  sentToday,
  receivedToday,
});
const because = (code: NonNullable<SessionView['reason']>['code']) => ({ code, message: '' });

/** One session in each state that the list can show, as in a shop with six numbers. */
export const sessionsAt = (nowMs: number): SessionView[] => [
  sessionOf(1, 'المبيعات', {
    isDefault: true,
    since: iso(nowMs - 14 * DAY_MS),
    clientInfo: phone('android', '966500000012', 'متجر الواحة'),
    stats: today(812, 604, 31),
    health: { memoryBytes: 312 * MB, lastEventAt: iso(nowMs - 4_000), restarts: 0, toldAt: iso(nowMs) },
  }),
  sessionOf(2, 'Customer care', {
    since: iso(nowMs - 16 * HOUR_MS),
    clientInfo: phone('iphone', '966500000034', 'Oasis care'),
    stats: today(388, 421, 2),
    health: { memoryBytes: 287 * MB, lastEventAt: iso(nowMs - 11_000), restarts: 2, toldAt: iso(nowMs) },
  }),
  sessionOf(3, 'التوصيل', {
    status: 'qr',
    since: iso(nowMs - 40_000),
    qr: `2@${'Kx8vQ2mW'.repeat(12)},c2lt,c2lt,c2lt,1`,
    qrAttempt: 3,
    qrMaxAttempts: 6,
    qrExpiresAt: iso(nowMs + 18_000),
  }),
  sessionOf(4, 'فرع جدة', {
    status: 'disconnected',
    reason: because('network'),
    recovery: { attempt: 2, maxAttempts: 5, nextAt: iso(nowMs + 8_000) },
    since: iso(nowMs - 90_000),
    clientInfo: phone('android', '966500000047', 'فرع جدة'),
    hostId: JEDDAH,
    hostName: 'jeddah-1',
    stats: today(20, 14, 5),
  }),
  sessionOf(5, 'الحجوزات', {
    status: 'action_required',
    reason: because('passkey_required'),
    since: iso(nowMs - 6 * MINUTE_MS),
    clientInfo: phone('android', '966500000058', 'الحجوزات'),
    stats: today(3, 9, 3),
  }),
  sessionOf(6, 'عروض رمضان', {
    desired: 'stopped',
    status: 'stopped',
    reason: because('stopped_by_operator'),
    since: iso(nowMs - 90 * DAY_MS),
    clientInfo: phone('android', '966500000069', 'عروض رمضان'),
    hostId: null,
    hostName: null,
  }),
];

const hostOf = (hostId: Host['hostId'], name: string, over: Partial<Host>): Host => ({
  hostId,
  name,
  isOwn: true,
  status: 'connected',
  region: 'me-central',
  version: '0.1.0',
  seenAt: null,
  uptimeSeconds: 420_000,
  sessions: 0,
  capacity: 8,
  freePlaces: 8,
  usedMemoryBytes: 900 * MB,
  totalMemoryBytes: 8_192 * MB,
  availableMemoryBytes: 5_300 * MB,
  diskFreeBytes: 41_000 * MB,
  cpuSeconds: 50_400,
  sharesLoginsWith: [],
  enrolledAt: '2026-10-01T08:00:00.000Z',
  ...over,
});

/** Hosts in every state: two that share logins, one of the operator, one that is away. */
export const hostsAt = (nowMs: number): Host[] => [
  hostOf(RIYADH, 'riyadh-1', { seenAt: iso(nowMs - 2_000), sessions: 4, freePlaces: 4, sharesLoginsWith: [JEDDAH] }),
  hostOf(JEDDAH, 'jeddah-1', {
    seenAt: iso(nowMs - 4_000),
    status: 'draining',
    sessions: 1,
    freePlaces: 7,
    usedMemoryBytes: 3_900 * MB,
    availableMemoryBytes: 700 * MB,
    sharesLoginsWith: [RIYADH],
  }),
  hostOf(CLOUD, 'سحابة المشغّل', {
    isOwn: false,
    seenAt: iso(nowMs - 1_000),
    capacity: 64,
    freePlaces: 12,
    sessions: 1,
  }),
  hostOf(OLD, 'حاسوب المتجر', {
    status: 'away',
    seenAt: iso(nowMs - 3 * DAY_MS),
    uptimeSeconds: null,
    usedMemoryBytes: null,
    totalMemoryBytes: null,
    availableMemoryBytes: null,
    diskFreeBytes: null,
    cpuSeconds: null,
    region: null,
  }),
];

type Body = TimelineEntry extends infer Entry
  ? Entry extends TimelineEntry
    ? Omit<Entry, 'id' | 'at'>
    : never
  : never;
const STORY: Body[] = [
  { kind: 'status', status: 'ready', desired: 'running', reason: null },
  { kind: 'recovery', stage: 'restart', cause: 'deaf', outcome: 'worked' },
  { kind: 'recovery', stage: 'reload', cause: 'deaf', outcome: 'failed' },
  { kind: 'recovery', stage: 'reload', cause: 'deaf', outcome: 'begun' },
  { kind: 'status', status: 'degraded', desired: 'running', reason: 'deaf' },
  { kind: 'host', hostId: JEDDAH, epoch: 4 },
  { kind: 'order', order: 'move' },
  { kind: 'data_loss', since: '2026-11-20T10:00:00.000Z' },
  { kind: 'compat', missing: ['Store.Msg', 'Store.Chat'], failedPatches: [] },
  { kind: 'status', status: 'disconnected', desired: 'running', reason: 'network' },
];
/** Newest first, over three days. */
export const timelineAt = (nowMs: number, count: number): TimelineEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    ...STORY[index % STORY.length]!,
    id: `tle_${index}`,
    at: iso(nowMs - index * 5 * HOUR_MS),
  })) as TimelineEntry[];

/**
 * Answers the reads of sessions and hosts from this file instead of the product, for states that a test cannot bring
 * about in seconds. The lists are taken anew at each request, so that a test may change them.
 */
export const mockFleet = async (
  page: Page,
  lists: { sessions: () => SessionView[]; hosts: () => Host[] },
): Promise<void> => {
  const list = (data: unknown[]) => ({ json: { data, nextCursor: null, hasMore: false } });
  await page.route(/\/api\/(sessions|hosts)(\/|\?|$)/, (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname.endsWith('/timeline')) {
      const all = timelineAt(Date.now(), 60);
      const from = Number(searchParams.get('cursor') ?? 0);
      const data = all.slice(from, from + 50);
      const hasMore = from + 50 < all.length;
      return route.fulfill({ json: { data, nextCursor: hasMore ? String(from + 50) : null, hasMore } });
    }
    return route.fulfill(list(pathname === '/api/hosts' ? lists.hosts() : lists.sessions()));
  });
};
