import { runInDurableObject } from 'cloudflare:test';
import { type Chat, type ChatQuery, unwrap } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { bindings } from '../../session-room/testing/test-control.ts';
import { migrate } from '../../shared/migrations.ts';
import { chat, hubOf, newWorkspace } from '../hub.fixture.ts';
import { HUB_MIGRATIONS } from '../schema.ts';
import { foldNames, hasUnfolded } from './fold-names.ts';
import { chatsStatement, listChats } from './list-chats.ts';
import { INBOX_FILTERS } from './schema.ts';

const OTHER = 'ses_1111111111';
const at = (second: number) => `2026-11-21T10:00:${String(second).padStart(2, '0')}.000Z`;
const contact = (name: string, phone: string) => ({ id: newId('con'), phone, lid: null, name });

/** A hub whose inbox has these chats, each a second after the one before. */
const inboxOf = async (...chats: Partial<Chat>[]) => {
  const workspaceId = newWorkspace();
  const hub = hubOf(workspaceId);
  let n = 0;
  const put = (...values: Partial<Chat>[]) =>
    hub.append(workspaceId, {
      producerId: 'ses_0000000000',
      generation: 'g1',
      items: values.map((value) => ({ n: ++n, event: null, chat: chat({ updatedAt: at(n), ...value }) })),
    });
  await put(...chats);
  const ids = async (query: Partial<ChatQuery>) =>
    unwrap(await hub.listChats({ limit: 50, ...query })).data.map(({ chatId }) => chatId.split('@')[0]);
  return { hub, put, ids };
};
const direct = (digits: number, more: Partial<Chat> = {}) => ({ chatId: `${digits}@c.us`, ...more });

describe('the inbox of a workspace', () => {
  it('M-6 shows each filter its chats, latest first, and archived ones nowhere else', async () => {
    const { ids } = await inboxOf(
      direct(10001),
      direct(10002, { unreadCount: 2 }),
      direct(10003, { assignedTo: 'usr_a' }),
      direct(10004, { assignedTo: 'usr_b', sessionId: OTHER }),
      { chatId: '10005@g.us', isGroup: true },
      direct(10006, { isArchived: true, unreadCount: 1, assignedTo: 'usr_a' }),
    );
    expect(await ids({})).toEqual(['10005', '10004', '10003', '10002', '10001']);
    expect(await ids({ filter: 'all' })).toEqual(await ids({}));
    expect(await ids({ filter: 'unread' })).toEqual(['10002']);
    expect(await ids({ filter: 'mine', userId: 'usr_a' })).toEqual(['10003']);
    expect(await ids({ filter: 'mine' })).toEqual([]);
    expect(await ids({ filter: 'unassigned' })).toEqual(['10005', '10002', '10001']);
    expect(await ids({ filter: 'archived' })).toEqual(['10006']);
    expect(await ids({ filter: 'groups' })).toEqual(['10005']);
    expect(await ids({ sessionId: OTHER })).toEqual(['10004']);
  });

  it('M-6 finds part of a name or number, folded, with the filter that is chosen', async () => {
    const { ids } = await inboxOf(
      direct(966500000001, { name: 'أحمد', contact: contact('شركة الأمل', '966500000001') }),
      direct(966500000002, { name: 'Ahmad', unreadCount: 1 }),
      direct(966500000003, { contact: contact('x', '966500000003') }),
    );
    expect(await ids({ q: 'احمد' })).toEqual(['966500000001']);
    expect(await ids({ q: 'الامل' })).toEqual(['966500000001']);
    expect(await ids({ q: '+٩٦٦ ٥٠-٠٠٠٠٠٠٣' })).toEqual(['966500000003']);
    expect(await ids({ q: 'AHM', filter: 'unread' })).toEqual(['966500000002']);
    expect(await ids({ q: 'AHM', filter: 'groups' })).toEqual([]);
  });

  it('M-6 moves a chat between filters with its next value, and at once when it is seen', async () => {
    const { hub, put, ids } = await inboxOf(direct(10001, { unreadCount: 1 }), direct(10002));
    await hub.markChatSeen('ses_0000000000', '10001@c.us');
    expect(await ids({ filter: 'unread' })).toEqual([]);
    await put(direct(10002, { isArchived: true, name: 'New' }));
    expect([await ids({}), await ids({ filter: 'archived', q: 'new' })]).toEqual([['10001'], ['10002']]);
  });

  it('M-6 goes on after the cursor while new chats come in before it', async () => {
    const { hub, put } = await inboxOf(direct(10001), direct(10002), direct(10003));
    const first = unwrap(await hub.listChats({ limit: 2, filter: 'unassigned' }));
    await put(direct(10009));
    const next = unwrap(await hub.listChats({ limit: 2, filter: 'unassigned', cursor: first.nextCursor as string }));
    expect(next.data.map(({ chatId }) => chatId)).toEqual(['10001@c.us']);
    expect(next.hasMore).toBe(false);
    expect(await hub.listChats({ limit: 2, cursor: 'x' })).toMatchObject({ ok: false, code: 'invalid_cursor' });
  });

  it('M-6 answers every filter along an index, without sorting', async () => {
    const filters = ['all', 'unread', 'mine', 'unassigned', 'archived', 'groups'] as const;
    const queries: ChatQuery[] = [
      ...filters.map((filter) => ({ filter, limit: 10, ...(filter === 'mine' ? { userId: 'usr_a' } : {}) })),
      { limit: 10, sessionId: OTHER },
    ];
    const scratch = bindings.SESSION_ROOM.getByName(newId('ses'));
    const plans = await runInDurableObject(scratch, (_room, { storage }) => {
      migrate(storage, HUB_MIGRATIONS);
      return queries.map((query) => {
        const { sql, bindings: values } = chatsStatement(query, [at(1), OTHER, '1@c.us'], 11);
        const rows = storage.sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).toArray();
        return rows.map(({ detail }) => detail).join('; ');
      });
    });
    for (const plan of plans) {
      expect(plan).toContain('USING INDEX chats_');
      expect(plan).not.toContain('TEMP B-TREE');
    }
  });

  it('M-6 filters and finds the chats of before, a small step at a time', async () => {
    const scratch = bindings.SESSION_ROOM.getByName(newId('ses'));
    const before = HUB_MIGRATIONS.indexOf(INBOX_FILTERS);
    const found = await runInDurableObject(scratch, (_room, { storage }) => {
      migrate(storage, HUB_MIGRATIONS.slice(0, before));
      for (let i = 0; i < 700; i += 1) {
        const value = chat({ chatId: `${10_000 + i}@c.us`, name: `أحمد ${i}`, unreadCount: i % 2 });
        storage.sql.exec(
          'INSERT INTO chats (session_id, chat_id, updated_at, body) VALUES (?, ?, ?, ?)',
          value.sessionId,
          value.chatId,
          value.updatedAt,
          JSON.stringify(value),
        );
      }
      migrate(storage, HUB_MIGRATIONS);
      let steps = 0;
      while (foldNames(storage.sql) !== undefined) steps += 1;
      const query = { limit: 100, filter: 'unread', q: 'احمد 69' } as const;
      const { data } = unwrap(listChats(storage.sql, query));
      return { steps, rest: hasUnfolded(storage.sql), names: data.map(({ name }) => name).sort() };
    });
    expect(found).toEqual({
      steps: 3,
      rest: false,
      names: ['أحمد 69', 'أحمد 691', 'أحمد 693', 'أحمد 695', 'أحمد 697', 'أحمد 699'],
    });
  });
});
