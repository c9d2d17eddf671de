import { readFileSync } from 'node:fs';
import { SESSION_REASONS, SESSION_STATUSES, type SessionState, type SessionView } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { needsLinking } from './needs-linking.ts';
import { countGroups, groupOf, needsSomebody } from './session-group.ts';
import { iconNameOf } from './session-icon-name.ts';
import { fitsSearch } from './session-search.ts';
import { sessionViews } from './session-views.ts';

const state = (over: Partial<SessionState>): SessionState => ({
  sessionId: 'ses_01JD0000000000000000000001',
  name: 'المبيعات',
  isDefault: false,
  desired: 'running',
  status: 'ready',
  since: '2026-11-21T09:00:00.000Z',
  reason: null,
  recovery: null,
  qr: null,
  qrAttempt: null,
  qrMaxAttempts: null,
  qrExpiresAt: null,
  clientInfo: null,
  hostId: null,
  capabilities: null,
  stats: { sent: 0, received: 0, failed: 0, queued: 0, sentToday: 0, receivedToday: 0 },
  ...over,
});
const because = (code: (typeof SESSION_REASONS)[number]) => ({ code, message: '' });

describe('S-4 the filter of the list', () => {
  it('S-4 puts every status into exactly one group', () => {
    const counts = countGroups(SESSION_STATUSES.map((status) => state({ status })));
    expect(counts).toEqual({ ready: 1, attention: 3, reconnecting: 4, stopped: 1 });
  });

  it('S-1 asks for a person when no waiting helps, and not while another try is planned', () => {
    const full = state({ status: 'disconnected', reason: because('no_capacity') });
    expect(needsSomebody(full)).toBe(true);
    expect(needsSomebody(state({ status: 'disconnected', reason: because('conflict') }))).toBe(true);
    const recovery = { attempt: 1, maxAttempts: 5, nextAt: '2026-11-21T09:30:00.000Z' };
    expect(groupOf({ ...full, recovery })).toBe('reconnecting');
    expect(groupOf(state({ status: 'disconnected', reason: because('network') }))).toBe('reconnecting');
  });

  it('S-1 counts a session that shall stop as stopped, and never one that waits for its scan', () => {
    expect(groupOf(state({ status: 'disconnected', desired: 'stopped' }))).toBe('stopped');
    expect(needsSomebody(state({ status: 'qr' }))).toBe(true);
  });

  it('S-4 offers a new link where no login is left, and a start where it was kept', () => {
    expect(needsLinking(state({ status: 'stopped', reason: because('logged_out') }))).toBe(true);
    expect(needsLinking(state({ status: 'auth_failure' }))).toBe(true);
    expect(needsLinking(state({ status: 'stopped', reason: because('stopped_by_operator') }))).toBe(false);
  });
});

describe('S-4 the search of the list', () => {
  const sales = state({ clientInfo: { platform: 'android', phoneNumber: '966500000012', name: 'أحمد' } });

  it.each(['المبيعات', 'مبيعات', 'المبيعاتـ', 'احمد', '0012', '+966 50 000', '٠٠١٢', '00966500', '0500000012', ' '])(
    'S-4 finds it by %j',
    (typed) => expect(fitsSearch(sales, typed)).toBe(true),
  );
  it.each(['delivery', '0099', '+', 'خدمة'])('S-4 does not find it by %j', (typed) =>
    expect(fitsSearch(sales, typed)).toBe(false),
  );
});

describe('S-4 the rows of the list', () => {
  const health = { memoryBytes: 1, lastEventAt: null, restarts: 0, toldAt: '2026-11-21T09:00:00.000Z' };
  const view = (over: Partial<SessionView>): SessionView => ({ ...state({}), hostName: 'riyadh-1', health, ...over });

  it('S-3 keeps host and memory of the reading under the state that events told', () => {
    const [row] = sessionViews([state({ status: 'disconnected' })], [view({})]);
    expect(row).toMatchObject({ status: 'disconnected', hostName: 'riyadh-1', health });
  });

  it('S-4 shows what was read and nothing that only a replay of events knows', () => {
    const gone = state({ sessionId: 'ses_01JD0000000000000000000009' });
    const other = view({ sessionId: 'ses_01JD0000000000000000000002', isDefault: true });
    const rows = sessionViews([gone], [view({}), other]);
    expect(rows.map(({ sessionId }) => sessionId.at(-1))).toEqual(['2', '1']);
  });

  it('S-3 does without what an older server leaves out', () => {
    const { hostName: _, health: __, ...old } = view({});
    expect(sessionViews([], [old as SessionView])[0]).toMatchObject({ hostName: null, health: null });
  });
});

describe('S-1 words', () => {
  /** The catalogue of texts is compiled by the build; its keys stand for the words. */
  const source = readFileSync(new URL('./session-words.ts', import.meta.url), 'utf8');

  it.each(SESSION_REASONS)('S-1 the cause %s is told in words', (code) =>
    expect(source).toContain(`  ${code}: m.reason_${code},`),
  );
  it.each([
    ['خدمة العملاء', 'care'],
    ['Delivery', 'delivery'],
    ['الحجوزات', 'booking'],
    ['Jeddah branch', 'branch'],
    ['عروض رمضان', 'offers'],
    ['المبيعات', 'sales'],
    ['Noura', 'phone'],
  ])('S-4 %s has the picture “%s”', (name, icon) => expect(iconNameOf(name)).toBe(icon));
});
