import type { Chat, ChatChange, ChatNote, ChatQuery, SendBudget } from '@waqtor/contracts';
import { ok, refuse } from '@waqtor/contracts';
import { RESOURCE_EXAMPLES } from '@waqtor/contracts/examples';
import { describe, expect, it } from 'vitest';
import { bindings, newWorkspace, ORIGIN, problemIn, signIn } from '../../testing/api-client.ts';
import { RoomDouble } from '../../testing/room-double.ts';
import { requestWith, withObjects } from '../../testing/with-objects.ts';

const CHAT = RESOURCE_EXAMPLES.Chat as Chat;
const CHAT_ID = '966500000002@c.us';
const shared = newWorkspace();

const ready = async () => {
  const workspace = await shared;
  const asked: unknown[][] = [];
  const told =
    <T>(name: string, value: T) =>
    (...words: unknown[]) => {
      asked.push([name, ...words]);
      return Promise.resolve(ok(value));
    };
  const changes: ChatChange[] = [];
  const room = new RoomDouble({
    getChat: (chatId) => Promise.resolve(chatId === CHAT_ID ? ok(CHAT) : refuse('not_found')),
    changeChat: (chatId, change) => {
      asked.push(['changeChat', chatId]);
      changes.push(change);
      return Promise.resolve(ok(CHAT));
    },
    typing: told('typing', null),
    listNotes: told('listNotes', []),
    addNote: (_chatId, note) => {
      asked.push(['addNote', note.id]);
      return Promise.resolve(ok(note));
    },
    removeNote: told('removeNote', null),
    listMessages: told('listMessages', { data: [], nextCursor: null, hasMore: false }),
    listContacts: told('listContacts', { data: [], nextCursor: null, hasMore: false }),
    getContact: told('getContact', null as never),
    listGroups: told('listGroups', { data: [], nextCursor: null, hasMore: false }),
    getGroup: () => Promise.resolve(refuse('not_found')),
    checkNumbers: (phones) => {
      asked.push(['checkNumbers', phones]);
      const result = (phone: string) => (phone.endsWith('9') ? ('not_on_whatsapp' as const) : ('on_whatsapp' as const));
      return Promise.resolve(ok(phones.map((phone) => ({ phone, result: result(phone), chatId: null }))));
    },
  });
  const ask = (path: string, body?: unknown, method?: string) =>
    room.call(`/api${path}`, {
      key: workspace.apiKey,
      ...(body === undefined ? {} : { body }),
      ...(method === undefined ? {} : { method }),
    });
  return { workspace, room, asked, changes, ask };
};

describe('a chat', () => {
  it('M-6 is found by its id, and by a number in the national form', async () => {
    const { ask } = await ready();
    expect(await (await ask(`/chats/${CHAT_ID}`)).json()).toEqual(CHAT);
    expect((await ask('/chats/0500000002')).status).toBe(200);
    expect((await problemIn(await ask('/chats/966500000003@c.us'))).code).toBe('not_found');
    expect((await problemIn(await ask('/chats/nobody'))).code).toBe('invalid_chat_id');
  });

  it.each<[string, unknown, ChatChange]>([
    ['archive', undefined, { isArchived: true }],
    ['archive', { archived: false }, { isArchived: false }],
    ['block', {}, { isBlocked: true }],
    ['block', { blocked: false }, { isBlocked: false }],
    ['resolve', {}, { isResolved: true }],
    ['assign', { userId: null }, { assignedTo: null }],
    ['handover', { minutes: 0 }, { handoverUntil: null }],
  ])('M-3 POST %s with %j changes it', async (verb, body, change) => {
    const { changes, ask } = await ready();
    const response = await ask(`/chats/${CHAT_ID}/${verb}`, body, 'POST');
    expect([response.status, changes]).toEqual([200, [change]]);
  });

  it('M-3 is taken over for 30 minutes unless it is said otherwise', async () => {
    const { changes, ask } = await ready();
    await ask(`/chats/${CHAT_ID}/handover`, undefined, 'POST');
    await ask(`/chats/${CHAT_ID}/handover`, { minutes: 60 });
    const left = changes.map(({ handoverUntil }) => (Date.parse(handoverUntil ?? '') - Date.now()) / 60_000);
    expect(left[0]).toBeCloseTo(30, 0);
    expect(left[1]).toBeCloseTo(60, 0);
  });

  it('M-3 is assigned to members alone: those of another workspace are as unknown as nobody', async () => {
    const { workspace, changes, ask } = await ready();
    await ask(`/chats/${CHAT_ID}/assign`, { userId: workspace.userId });
    expect(changes).toEqual([{ assignedTo: workspace.userId }]);
    for (const userId of [(await newWorkspace()).userId, 'nobody']) {
      const problem = await problemIn(await ask(`/chats/${CHAT_ID}/assign`, { userId }));
      expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '/userId' }] });
    }
    expect(changes).toHaveLength(1);
  });

  it('M-3 shows that somebody writes', async () => {
    const { asked, ask } = await ready();
    expect((await ask(`/chats/${CHAT_ID}/typing`, undefined, 'POST')).status).toBe(204);
    await ask(`/chats/${CHAT_ID}/typing`, { state: 'recording' });
    expect(asked.map(([, , state]) => state)).toEqual(['composing', 'recording']);
  });

  it.each<[string, unknown, string]>([
    ['archive', { archived: 'yes' }, '/archived'],
    ['typing', { state: 'dancing' }, '/state'],
    ['handover', { minutes: 10_081 }, '/minutes'],
    ['handover', { minutes: -1 }, '/minutes'],
    ['assign', {}, '/userId'],
    ['notes', { text: '' }, '/text'],
    ['notes', { text: 'x'.repeat(4_001) }, '/text'],
  ])('M-3 refuses POST %s with bad input, and points at it', async (verb, body, pointer) => {
    const { changes, ask } = await ready();
    const problem = await problemIn(await ask(`/chats/${CHAT_ID}/${verb}`, body));
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer }] });
    expect(changes).toEqual([]);
  });

  it('M-3 has notes that say who wrote them; a key is nobody', async () => {
    const { workspace, room, asked, ask } = await ready();
    const byKey = await ask(`/chats/${CHAT_ID}/notes`, { text: 'VIP' });
    expect(byKey.status).toBe(201);
    expect(await byKey.json()).toMatchObject({ text: 'VIP', author: null });
    const headers = { cookie: await signIn(workspace.email), origin: ORIGIN };
    const answer = await room.call(`/api/chats/${CHAT_ID}/notes`, { headers, body: { text: 'call back' } });
    const note = await answer.json<ChatNote>();
    expect(note.author).toEqual({ id: workspace.userId, name: 'Owner' });
    expect((await ask(`/chats/${CHAT_ID}/notes/${note.id}`, undefined, 'DELETE')).status).toBe(204);
    expect(asked.at(-1)).toEqual(['removeNote', CHAT_ID, note.id]);
  });

  it('M-3 K-1 gives a note the same id when its request died before the answer was kept, and comes again', async () => {
    const { room, workspace, asked } = await ready();
    const add = (text: string, key: string) =>
      room.call(`/api/chats/${CHAT_ID}/notes`, {
        key: workspace.apiKey,
        headers: { 'idempotency-key': key },
        body: { text },
      });
    const key = crypto.randomUUID();
    await add('VIP', key);
    await bindings.DB.prepare('DELETE FROM idempotency_keys').run();
    await add('VIP', key);
    await add('VIP', crypto.randomUUID());
    const [first, again, other] = asked.map(([, id]) => id);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it.each([
    ['GET', '/chats/966500000002@c.us'],
    ['GET', '/chats/966500000002@c.us/notes'],
    ['GET', '/contacts'],
    ['GET', '/contacts/966500000002@c.us'],
    ['GET', '/groups'],
    ['GET', '/groups/120363000000000000@g.us'],
    ['DELETE', '/chats/966500000002@c.us/notes/not_00000000000000'],
    ['GET', '/media/med_00000000000000/link'],
    ['POST', '/messages/msg_0000000000/cancel'],
  ])('A-4 %s %s does not know the session of another workspace', async (method, path) => {
    const { asked, ask } = await ready();
    const { sessionId } = await newWorkspace();
    expect((await problemIn(await ask(`${path}?sessionId=${sessionId}`, undefined, method))).code).toBe('not_found');
    expect(asked).toEqual([]);
  });

  it.each(['typing', 'archive', 'block', 'resolve', 'handover', 'assign', 'notes', 'mark-seen'])(
    'A-4 POST %s does not know the session of another workspace',
    async (verb) => {
      const { changes, ask } = await ready();
      const { sessionId } = await newWorkspace();
      const body = { sessionId, ...(verb === 'assign' ? { userId: null } : verb === 'notes' ? { text: 'x' } : {}) };
      expect((await problemIn(await ask(`/chats/${CHAT_ID}/${verb}`, body))).code).toBe('not_found');
      expect(changes).toEqual([]);
    },
  );
});

describe('lists', () => {
  it('M-6 of messages are searched, and narrowed to a chat by its number', async () => {
    const { asked, ask } = await ready();
    await ask('/messages?q=%D8%B7%D9%84%D8%A8&chatId=0500000002&direction=inbound');
    expect(asked).toMatchObject([['listMessages', { q: 'طلب', chatId: CHAT_ID, direction: 'inbound', limit: 50 }]]);
    expect((await problemIn(await ask('/messages?chatId=nobody'))).code).toBe('invalid_chat_id');
  });

  it('M-6 of the inbox know whose chats are mine; a key is nobody', async () => {
    const workspace = await shared;
    const queries: ChatQuery[] = [];
    const env = withObjects({
      hub: {
        listChats: (query) => {
          queries.push(query);
          return Promise.resolve(ok({ data: [], nextCursor: null, hasMore: false }));
        },
      },
    });
    const refused = await requestWith(env, '/api/chats?filter=mine', { key: workspace.apiKey });
    expect(await problemIn(refused)).toMatchObject({ status: 422, errors: [{ pointer: '/query/filter' }] });
    await requestWith(env, '/api/chats?filter=mine', { headers: { cookie: await signIn(workspace.email) } });
    await requestWith(env, '/api/chats?filter=unread&q=x', { key: workspace.apiKey });
    expect(queries).toMatchObject([
      { filter: 'mine', userId: workspace.userId },
      { filter: 'unread', q: 'x' },
    ]);
  });

  it('M-6 of contacts and groups come from the session', async () => {
    const { asked, ask } = await ready();
    expect([(await ask('/contacts?q=hu')).status, (await ask('/groups?limit=5')).status]).toEqual([200, 200]);
    expect(asked).toMatchObject([
      ['listContacts', { q: 'hu' }],
      ['listGroups', { limit: 5 }],
    ]);
    for (const path of ['/groups/966500000002@c.us', '/groups/x', '/contacts/nobody']) {
      expect((await problemIn(await ask(path))).code).toBe('not_found');
    }
  });
});

describe('POST /api/numbers/check', () => {
  it('M-6 answers each as it was given, and asks nobody about what is no number', async () => {
    const { asked, ask } = await ready();
    const phones = ['+966 50 000 0001', '0500000001', 'x12', '0500000009', '12345'];
    const { data } = await (await ask('/numbers/check', { phones })).json<{ data: object[] }>();
    expect(data).toEqual([
      { input: '+966 50 000 0001', phone: '966500000001', result: 'on_whatsapp', chatId: null },
      { input: '0500000001', phone: '966500000001', result: 'on_whatsapp', chatId: null },
      { input: 'x12', phone: null, result: 'invalid', chatId: null },
      { input: '0500000009', phone: '966500000009', result: 'not_on_whatsapp', chatId: null },
      { input: '12345', phone: null, result: 'invalid', chatId: null },
    ]);
    expect(asked).toEqual([['checkNumbers', ['966500000001', '966500000009']]]);
  });

  it('M-6 asks nobody when none is a number, and takes 50 at most', async () => {
    const { asked, ask } = await ready();
    expect((await ask('/numbers/check', { phones: ['x12', 'abc'] })).status).toBe(200);
    const many = Array.from({ length: 51 }, (_, at) => `9665000000${String(at).padStart(2, '0')}`);
    expect((await problemIn(await ask('/numbers/check', { phones: many }))).errors?.[0]?.pointer).toBe('/phones');
    expect(asked).toEqual([]);
  });
});

describe('the send budget', () => {
  it('C-4 is read, and changed as far as it is named, only as it was read', async () => {
    const workspace = await shared;
    let budget: SendBudget = {
      lanes: { reply: null, api: { perMinute: 20, burst: 5 }, campaign: { perMinute: 10, burst: 1 } },
      dailyCap: 1_000,
    };
    const room = new RoomDouble({
      sendBudget: () => Promise.resolve(ok(budget)),
      setSendBudget: (next) => Promise.resolve(ok((budget = next))),
    });
    const path = `/api/sessions/${workspace.sessionId}/send-budget`;
    const read = await room.call(path, { key: workspace.apiKey });
    const etag = read.headers.get('etag') ?? '';
    expect(await read.json()).toEqual(budget);
    const patch = (body: unknown, headers: Record<string, string> = {}) =>
      room.call(path, { method: 'PATCH', key: workspace.apiKey, headers, body });
    expect((await patch({ dailyCap: null }, { 'if-match': etag })).status).toBe(200);
    expect(budget).toMatchObject({ dailyCap: null, lanes: { api: { perMinute: 20 } } });
    expect((await problemIn(await patch({ dailyCap: 5 }, { 'if-match': etag }))).code).toBe('precondition_failed');
    await patch({ lanes: { campaign: null } });
    expect(budget.lanes).toEqual({ reply: null, api: { perMinute: 20, burst: 5 }, campaign: null });
    const refused = await patch({ lanes: { api: { perMinute: 0, burst: 1 } } });
    expect((await problemIn(refused)).errors?.[0]?.pointer).toBe('/lanes/api/perMinute');
  });
});
