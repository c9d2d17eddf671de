import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { changePreferences } from './notification-preferences.ts';
import {
  countAllQuery,
  countNotifications,
  deleteNotificationsBefore,
  deleteOldQuery,
  listNotifications,
  listNotificationsQuery,
  markAllQuery,
  markAllRead,
  notifyAdministrators,
  setRead,
  unmarkAll,
  unmarkAllQuery,
} from './notifications.ts';
import { countUnreadQuery, GROUP_WINDOW_MS, tellPeople, type Audience, type Notice } from './tell-people.ts';

const d1 = (env as unknown as { DB: D1Database }).DB;
const db = openDatabase(d1);
const run = (sql: string, ...values: unknown[]) =>
  d1
    .prepare(sql)
    .bind(...values)
    .run();
const newId = (prefix: string): string => `${prefix}_${crypto.randomUUID().replaceAll('-', '').slice(0, 26)}`;

/** A workspace with a member in each of these roles. */
const newTeam = async (...roles: string[]) => {
  const workspaceId = newId('wsp');
  await run("INSERT INTO workspaces (id, name, created_at) VALUES (?, 'Shop', 1)", workspaceId);
  const people: string[] = [];
  for (const role of roles) {
    const id = newId('usr');
    await run(
      "INSERT INTO users (id, name, email, email_verified, created_at, updated_at) VALUES (?, 'P', ?, 1, 1, 1)",
      id,
      `${id}@waqtor.test`,
    );
    await run(
      'INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, 1)',
      workspaceId,
      id,
      role,
    );
    people.push(id);
  }
  return { workspaceId, people };
};
const NOW = Date.UTC(2026, 10, 21);
const noticeAt = (workspaceId: string, ms: number, change: Partial<Notice> = {}): Notice => {
  const fact = newId('evt');
  return {
    workspaceId,
    audience: 'admins' as Audience,
    idOf: (userId) => `ntf_${fact}_${userId}`,
    type: 'warning',
    code: 'monitor_alert',
    params: { metric: 'errors', value: 1, limit: 1 },
    link: '/monitor',
    at: new Date(ms),
    ...change,
  };
};
const all = { isUnreadOnly: false, last: null, limit: 50 };
const mailsOf = async (workspaceId: string): Promise<string[]> =>
  (
    await d1
      .prepare('SELECT user_id FROM notification_mails WHERE workspace_id = ?')
      .bind(workspaceId)
      .all<{ user_id: string }>()
  ).results.map(({ user_id }) => user_id);

describe('telling people', () => {
  it('N-4 tells the audience, each once, however often the fact comes', async () => {
    const { workspaceId, people } = await newTeam('owner', 'admin', 'agent', 'viewer');
    const count = async (audience: Audience) => {
      const notice = noticeAt(workspaceId, NOW, { audience });
      const told = await tellPeople(db, notice);
      const again = await tellPeople(db, notice);
      expect(again.map(({ row }) => row)).toEqual(again.map(() => null));
      expect(again.map(({ unread }) => unread)).toEqual(told.map(({ unread }) => unread));
      return told.map(({ userId }) => people.indexOf(userId)).sort();
    };
    expect(await count('admins')).toEqual([0, 1]);
    expect(await count('workspace')).toEqual([0, 1, 2, 3]);
    expect(await count({ userId: people[3] ?? '' })).toEqual([3]);
    const other = await newTeam('owner');
    expect(await count({ userId: other.people[0] ?? '' })).toEqual([]);
  });

  it('N-2 counts the same thing again while it is unread and recent, and brings it to the top', async () => {
    const { workspaceId, people } = await newTeam('owner');
    const reader = { workspaceId, userId: people[0] ?? '' };
    const tell = (ms: number, groupKey: string | null) => tellPeople(db, noticeAt(workspaceId, ms, { groupKey }));
    const counts = async () =>
      (await listNotifications(db, reader, all)).map(({ count, groupKey }) => `${groupKey} ${count}`);
    await tell(NOW, 'a');
    await tell(NOW + 1, 'b');
    const [told] = await tell(NOW + 2, 'a');
    expect(told).toMatchObject({
      unread: 2,
      row: { count: 2, updatedAt: new Date(NOW + 2), createdAt: new Date(NOW) },
    });
    await tell(NOW + 3, null);
    await tell(NOW + 4, null);
    expect(await counts()).toEqual(['null 1', 'null 1', 'a 2', 'b 1']);
    await setRead(db, reader, told?.row?.id ?? '', { isRead: true, now: new Date(NOW) });
    await tell(NOW + 5, 'a');
    await tell(NOW + 6 + GROUP_WINDOW_MS, 'b');
    expect(await counts()).toEqual(['b 1', 'a 1', 'null 1', 'null 1', 'a 2', 'b 1']);
  });

  it('N-2 counts each of two facts that come twice, in any order, once', async () => {
    const { workspaceId, people } = await newTeam('owner');
    const [one, two] = [NOW, NOW + 5].map((ms) => noticeAt(workspaceId, ms, { groupKey: 'a' }));
    for (const notice of [one, two, one, two, one]) await tellPeople(db, notice!);
    const rows = await listNotifications(db, { workspaceId, userId: people[0] ?? '' }, all);
    expect(rows).toMatchObject([{ count: 2, updatedAt: new Date(NOW + 5) }]);
  });

  it('N-4 asks what each person wants: no row, no e-mail, or an e-mail without a row', async () => {
    const { workspaceId, people } = await newTeam('owner', 'admin', 'admin');
    const usual = { inApp: true, desktop: true, sound: true, email: true };
    const want = (userId: string, change: { inApp?: boolean; email?: boolean }) =>
      changePreferences(db, { workspaceId, userId }, [{ code: 'session_lost', change, usual }]);
    await want(people[1] ?? '', { email: false });
    await want(people[2] ?? '', { inApp: false });
    const notice = noticeAt(workspaceId, NOW, { code: 'session_lost', groupKey: 'ses' });
    const told = await tellPeople(db, notice);
    await tellPeople(db, notice);
    expect(people.map((id) => told.find(({ userId }) => userId === id)?.row?.code ?? null)).toEqual([
      'session_lost',
      'session_lost',
      null,
    ]);
    expect((await mailsOf(workspaceId)).sort()).toEqual([people[0], people[2]].sort());
    await want(people[2] ?? '', { email: false });
    expect(await tellPeople(db, noticeAt(workspaceId, NOW, { code: 'session_lost' }))).toHaveLength(2);
  });

  it('N-4 sends one e-mail for repetitions within the hour', async () => {
    const { workspaceId } = await newTeam('owner');
    for (const ms of [0, 1, 2]) {
      await notifyAdministrators(db, noticeAt(workspaceId, NOW + ms, { code: 'webhook_disabled', groupKey: 'whk' }));
    }
    expect(await mailsOf(workspaceId)).toHaveLength(1);
  });

  it('N-2 marks all, and takes back what was marked by that alone', async () => {
    const { workspaceId, people } = await newTeam('owner');
    const reader = { workspaceId, userId: people[0] ?? '' };
    for (const ms of [1, 2, 3]) await tellPeople(db, noticeAt(workspaceId, NOW + ms));
    const [latest] = await listNotifications(db, reader, all);
    await setRead(db, reader, latest?.id ?? '', { isRead: true, now: new Date(NOW + 10) });
    expect(await markAllRead(db, reader, new Date(NOW + 20))).toBe(2);
    await tellPeople(db, noticeAt(workspaceId, NOW + 30));
    expect(await countNotifications(db, reader)).toEqual({ unread: 1, total: 4 });
    expect(await unmarkAll(db, reader, new Date(NOW + 20))).toBe(2);
    expect(await countNotifications(db, reader)).toEqual({ unread: 3, total: 4 });
  });

  it('N-4 forgets what is older than it is kept', async () => {
    const { workspaceId, people } = await newTeam('owner');
    await tellPeople(db, noticeAt(workspaceId, 1_000));
    await tellPeople(db, noticeAt(workspaceId, NOW));
    while (await deleteNotificationsBefore(db, new Date(2_000)));
    expect(await countNotifications(db, { workspaceId, userId: people[0] ?? '' })).toMatchObject({ total: 1 });
  });
});

describe('plans of the questions of bell and centre', () => {
  const reader = { userId: 'usr_1', workspaceId: 'wsp_1' };
  const last = { updatedAt: new Date(NOW), id: 'ntf_1' };
  const list = (change: object) => listNotificationsQuery(db, reader, { ...all, ...change });
  it.each([
    ['all', list({}), 'notifications_latest'],
    ['the next page', list({ last }), 'notifications_latest'],
    ['unread', list({ isUnreadOnly: true }), 'notifications_unread'],
    ['the next page of unread', list({ isUnreadOnly: true, last }), 'notifications_unread'],
    ['one type', list({ type: 'error' }), 'notifications_type'],
    ['unread of one type', list({ isUnreadOnly: true, type: 'error', last }), 'notifications_unread_type'],
    ['how many are unread', countUnreadQuery(db, 'usr_1', 'wsp_1'), 'COVERING INDEX notifications_unread'],
    ['how many there are', countAllQuery(db, reader), 'COVERING INDEX notifications_'],
    ['mark all', markAllQuery(db, reader, new Date(NOW)), 'notifications_unread'],
    ['undo', unmarkAllQuery(db, reader, new Date(NOW)), 'notifications_read_at'],
    ['retention', deleteOldQuery(db, new Date(NOW)), 'notifications_created'],
  ])('N-2 %s uses its index, without scanning or sorting', async (_, query, index) => {
    const { sql, params } = (query as { toSQL(): { sql: string; params: unknown[] } }).toSQL();
    const plan = await d1
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...params)
      .all<{ detail: string }>();
    const details = plan.results.map(({ detail }) => detail).join('; ');
    expect(details).toContain(index);
    expect(details).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});
