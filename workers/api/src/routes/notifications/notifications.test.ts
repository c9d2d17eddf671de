import type { NotificationNews, NotificationPreferences, NotificationView, Page } from '@waqtor/contracts';
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { ApiContext } from '../../api.ts';
import { forgetOldNotifications } from '../../jobs/forget-old-notifications.ts';
import { composeNotificationMails } from '../../notifications/compose-notification-mails.ts';
import { notifyChatAssigned } from '../../notifications/notify-chat-assigned.ts';
import { notify } from '../../notifications/notify.ts';
import { PASSWORD, bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { post } from '../../testing/accounts.ts';
import { mailsTo } from '../../testing/mails.ts';
import { newMember, outcomeOf, ownerOf } from '../../testing/people.ts';
import type { TestPerson } from '../../testing/people.ts';
import { until } from '../../testing/test-socket.ts';

const list = async (person: TestPerson, query = '', language = 'en'): Promise<Page<NotificationView>> => {
  const response = await person.ask(`/api/notifications${query}`, { headers: { 'accept-language': language } });
  return (await response.json()) as Page<NotificationView>;
};
const counts = async (person: TestPerson) => (await person.ask('/api/notifications/count')).json();
const tell = (person: TestPerson, title: string, more: object = {}) =>
  person.ask('/api/notifications', { body: { title, ...more } });
const titles = ({ data }: Page<NotificationView>): string[] => data.map(({ title }) => title);
const waiting: Promise<void>[] = [];
const later = (work: Promise<void>): void => void waiting.push(work);

describe('notifications', () => {
  it('N-2 K-1 are made once of a request that died before its answer was kept, and comes again', async () => {
    const workspace = await newWorkspace();
    const owner = await ownerOf(workspace);
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const post = () =>
      call('/api/notifications', {
        key: workspace.apiKey,
        headers,
        body: { audience: 'workspace', title: 'Stock is low' },
      });
    await post();
    await bindings.DB.prepare('DELETE FROM idempotency_keys').run();
    expect((await post()).status).toBe(201);
    expect(await counts(owner)).toEqual({ unread: 1, total: 1 });
  });

  it('N-2 are listed latest first, by filter and type, page after page, in the language of the reader', async () => {
    const workspace = await newWorkspace();
    const owner = await ownerOf(workspace);
    const { workspaceId, sessionId } = workspace;
    for (const [title, type] of [
      ['one', 'info'],
      ['two', 'error'],
      ['three', 'info'],
    ]) {
      expect(await (await tell(owner, title ?? '', { type })).json()).toEqual({ created: 1 });
    }
    const params = { sessionId, sessionName: 'Main', reason: 'unlinked' };
    const fact = { audience: 'admins', factId: sessionId, code: 'session_lost', link: '/sessions' } as const;
    await notify(bindings, { workspaceId, ...fact, params, at: new Date(Date.now() + 1_000) }, later);
    expect(titles(await list(owner, '?type=info'))).toEqual(['three', 'one']);
    const first = await list(owner, '?limit=2', 'ar;q=0.9, en;q=0.1');
    expect(first.data[0]).toMatchObject({
      type: 'error',
      title: 'انقطعت الجلسة: \u2068Main\u2069',
      params,
      read: false,
    });
    expect(first.hasMore).toBe(true);
    expect(titles(await list(owner, `?limit=2&cursor=${first.nextCursor}`))).toEqual(['two', 'one']);
    const id = first.data[1]?.id ?? '';
    expect(await outcomeOf(await owner.ask(`/api/notifications/mark-read/${id}`, { body: {} }))).toBe('200');
    expect(titles(await list(owner, '?filter=unread&type=info'))).toEqual(['one']);
    expect(await counts(owner)).toEqual({ unread: 3, total: 4 });
    expect(await outcomeOf(await owner.ask('/api/notifications?cursor=x'))).toBe('400 invalid_cursor');
  });

  it('N-2 are marked, marked all, taken back and deleted by their reader', async () => {
    const owner = await ownerOf(await newWorkspace());
    for (const title of ['a', 'b', 'c']) await tell(owner, title);
    const [{ id = '' } = {}] = (await list(owner)).data;
    await owner.ask(`/api/notifications/${id}`, { method: 'PATCH', body: { read: true } });
    const answer = await owner.ask('/api/notifications/mark-all-read', { body: {} });
    const { marked, readAt } = (await answer.json()) as { marked: number; readAt: string };
    expect([marked, await counts(owner)]).toEqual([2, { unread: 0, total: 3 }]);
    const undone = await owner.ask('/api/notifications/mark-all-read/undo', { body: { readAt } });
    expect(await undone.json()).toEqual({ unread: 2, total: 3 });
    await owner.ask(`/api/notifications/${id}`, { method: 'PATCH', body: { read: false } });
    expect(await counts(owner)).toEqual({ unread: 3, total: 3 });
    expect((await owner.ask(`/api/notifications/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await counts(owner)).toEqual({ unread: 2, total: 2 });
  });

  it('A-4 of another member of the same workspace do not exist', async () => {
    const workspace = await newWorkspace();
    const [owner, admin] = [await ownerOf(workspace), await newMember(workspace, 'admin')];
    await tell(owner, 'mine');
    const [{ id = '' } = {}] = (await list(owner)).data;
    expect((await list(admin)).data).toEqual([]);
    const tries = [
      admin.ask(`/api/notifications/${id}`, { method: 'PATCH', body: { read: true } }),
      admin.ask(`/api/notifications/${id}`, { method: 'DELETE' }),
      admin.ask(`/api/notifications/mark-read/${id}`, { body: {} }),
      admin.ask('/api/notifications/mark-read/none', { body: {} }),
    ];
    expect(await Promise.all((await Promise.all(tries)).map(outcomeOf))).toEqual(Array(4).fill('404 not_found'));
    expect(await counts(owner)).toEqual({ unread: 1, total: 1 });
  });

  it('N-2 are told by a key to admins or everybody; a key has no self', async () => {
    const workspace = await newWorkspace();
    const people = [await ownerOf(workspace), await newMember(workspace, 'viewer')];
    const by = (body: object) => call('/api/notifications', { key: workspace.apiKey, body });
    expect(await (await by({ title: 'A', audience: 'admins' })).json()).toEqual({ created: 1 });
    expect(await (await by({ title: 'B', audience: 'workspace', link: '/sessions' })).json()).toEqual({ created: 2 });
    expect(await Promise.all(people.map(async (person) => titles(await list(person)).sort()))).toEqual([
      ['A', 'B'],
      ['B'],
    ]);
    expect((await problemIn(await by({ title: 'C' }))).errors).toMatchObject([{ pointer: '/audience' }]);
    expect(await outcomeOf(await by({ title: 'C', audience: 'admins', link: '//evil.test' }))).toBe(
      '422 validation_failed',
    );
    expect(await outcomeOf(await call('/api/notifications', { key: workspace.apiKey }))).toBe('403 forbidden');
    expect(await outcomeOf(await tell(people[1]!, 'D'))).toBe('403 forbidden');
  });

  it('N-3 tell the hub what changed, and a hub that is away loses nothing', async () => {
    const workspace = await newWorkspace();
    const owner = await ownerOf(workspace);
    const told: NotificationNews[] = [];
    const env = (answer: () => Promise<void>) => ({
      ...bindings,
      CLIENT_HUB: {
        getByName: () => ({
          tellNotifications: (_: string, news: NotificationNews[]) => {
            told.push(...news);
            return answer();
          },
        }),
      } as unknown as DurableObjectNamespace,
    });
    const fact = {
      workspaceId: workspace.workspaceId,
      audience: { userId: owner.userId },
      code: 'custom',
      params: { title: 'x' },
      link: null,
      at: new Date(),
    } as const;
    await notify(
      env(() => Promise.resolve()),
      { ...fact, factId: 'one' + owner.userId },
      later,
    );
    await notify(
      env(() => Promise.reject(new Error('away'))),
      { ...fact, factId: 'two' + owner.userId },
      later,
    );
    await Promise.all(waiting.splice(0));
    expect(told).toMatchObject([
      { userId: owner.userId, unread: 1, notification: { title: 'x' } },
      { userId: owner.userId, unread: 2 },
    ]);
    expect(await counts(owner)).toEqual({ unread: 2, total: 2 });
  });
});

describe('preferences', () => {
  it('N-4 have defaults, keep what a change leaves out, and decide what is told', async () => {
    const workspace = await newWorkspace();
    const owner = await ownerOf(workspace);
    const read = async (response: Response) =>
      ((await response.json()) as NotificationPreferences).preferences.find(({ code }) => code === 'custom');
    const change = (choice: object) =>
      owner.ask('/api/notifications/preferences', {
        method: 'PATCH',
        body: { preferences: [{ code: 'custom', ...choice }] },
      });
    expect(await read(await owner.ask('/api/notifications/preferences'))).toMatchObject({
      inApp: true,
      isDefault: true,
    });
    await change({ sound: true });
    expect(await read(await change({ inApp: false }))).toEqual({
      code: 'custom',
      inApp: false,
      desktop: false,
      sound: true,
      email: false,
      isDefault: false,
    });
    expect(await (await tell(owner, 'quiet')).json()).toEqual({ created: 0 });
    expect(await read(await change({ inApp: true, sound: false }))).toMatchObject({ isDefault: true });
    expect(await outcomeOf(await change({ code: 'nothing' }))).toBe('422 validation_failed');
  });

  it('N-4 e-mail is written in the language of the person, with names and an address, once', async () => {
    const workspace = await newWorkspace();
    await bindings.DB.prepare("UPDATE users SET language = 'ar' WHERE id = ?").bind(workspace.userId).run();
    const fact = {
      workspaceId: workspace.workspaceId,
      audience: 'admins',
      factId: `lost-${workspace.workspaceId}`,
      code: 'session_lost',
      params: { sessionId: workspace.sessionId, sessionName: 'المبيعات' },
      link: '/sessions',
      at: new Date(),
    } as const;
    await notify(bindings, fact, later);
    await notify(bindings, fact, later);
    await Promise.all([...waiting.splice(0), composeNotificationMails(bindings), composeNotificationMails(bindings)]);
    const mails = await mailsTo(workspace.email);
    expect(mails.map(({ subject }) => subject)).toEqual(['إشعار: انقطعت الجلسة: المبيعات']);
    expect(mails[0]?.text).toContain('http://waqtor.test/ar/sessions');
  });
});

describe('who is told what', () => {
  const ANDROID = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36';
  const signInWith = (email: string, userAgent: string) =>
    post('/sign-in/email', { email, password: PASSWORD }, { headers: { 'user-agent': userAgent } });

  it('N-4 a login from a browser that was not used before is told to its person, once for each browser', async () => {
    const workspace = await newWorkspace();
    const owner = await ownerOf(workspace);
    const devices = () =>
      bindings.DB.prepare('SELECT COUNT(*) AS n FROM known_devices WHERE user_id = ?')
        .bind(workspace.userId)
        .first<{ n: number }>();
    await until(devices, (row) => row?.n === 1);
    expect((await list(owner)).data).toEqual([]);
    for (let time = 0; time < 2; time++) await signInWith(workspace.email, ANDROID);
    await until(devices, (row) => row?.n === 2);
    const told = await until(
      () => list(owner),
      ({ data }) => data.length > 0,
    );
    expect(told.data).toMatchObject([
      { code: 'new_device', params: { device: 'Chrome on Android' }, link: '/profile' },
    ]);
    await until(
      () => mailsTo(workspace.email),
      (mails) => mails.some(({ subject }) => subject === 'New sign-in: Chrome on Android'),
    );
  });

  it('N-4 a chat that is assigned is told to its new owner, not to oneself, and names no customer', async () => {
    const workspace = await newWorkspace();
    const [owner, agent] = [await ownerOf(workspace), await newMember(workspace, 'agent')];
    const executionCtx = createExecutionContext();
    const c = { env: bindings, executionCtx } as unknown as ApiContext;
    const { workspaceId, sessionId } = workspace;
    const by = { userId: owner.userId, name: 'Noura' };
    const assign = (userId: string) =>
      notifyChatAssigned(c, { workspaceId, userId, sessionId, sessionName: 'Main', assignedBy: by });
    await assign(agent.userId);
    await assign(owner.userId);
    await waitOnExecutionContext(executionCtx);
    const [told] = (await list(agent)).data;
    expect(told).toMatchObject({ body: 'By \u2068Noura\u2069, in \u2068Main\u2069.', link: '/messages?filter=mine' });
    expect((await list(owner)).data).toEqual([]);
  });
});

describe('retention', () => {
  it('N-4 deletes notifications after the days of the setting', async () => {
    const workspace = await newWorkspace();
    const owner = await ownerOf(workspace);
    for (const title of ['old', 'new']) await tell(owner, title);
    const age = (title: string, days: number) =>
      bindings.DB.prepare("UPDATE notifications SET created_at = ? WHERE user_id = ? AND params ->> 'title' = ?")
        .bind(Date.now() - days * 86_400_000, owner.userId, title)
        .run();
    await age('old', 30.1);
    await age('new', 29.9);
    await forgetOldNotifications(bindings);
    expect(titles(await list(owner))).toEqual(['new']);
    await age('new', 3);
    await forgetOldNotifications({ ...bindings, WAQTOR_NOTIFICATIONS_KEPT_DAYS: '2' });
    expect(titles(await list(owner))).toEqual([]);
  });
});
