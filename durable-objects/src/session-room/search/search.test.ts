import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { type MessageQuery, unwrap } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../shared/migrations.ts';
import { CONTENT_SCHEMA } from '../content-schema.ts';
import { ROOM_SCHEMA } from '../schema.ts';
import { inbound } from '../testing/facts.ts';
import { location, poll } from '../testing/payloads.ts';
import { TestRoom } from '../testing/test-room.ts';

const chatId = '966500000002@c.us';
const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
const find = async (room: TestRoom, q: string, more: Partial<MessageQuery> = {}) =>
  unwrap(await room.stub.listMessages({ limit: 50, q, ...more })).data.map(({ body }) => body);

describe('search of messages', () => {
  it('M-6 finds all words in any order, folded, and the beginnings of longer ones', async () => {
    const { room, host } = await linkedRoom();
    const texts = ['أين طلبي رقم ١٢٣؟', 'وصل الطلب، شكرًا', 'Où est ma COMMANDE 123'];
    await host.tell(...texts.map((body, i) => inbound(`K${i}`, { body })));
    expect(await find(room, 'اين طلبي')).toEqual([texts[0]]);
    expect(await find(room, 'رقم أين')).toEqual([texts[0]]);
    expect(await find(room, '123')).toEqual([texts[2], texts[0]]);
    expect(await find(room, '١٢٣ طَلَبـي')).toEqual([texts[0]]);
    expect(await find(room, 'commande')).toEqual([texts[2]]);
    expect(await find(room, 'comm')).toEqual([texts[2]]);
    expect(await find(room, 'شكرا غدا')).toEqual([]);
  });

  it('M-6 finds an Arabic word with and without its article', async () => {
    const { room, host } = await linkedRoom();
    const texts = ['عندي مشكلة في الفاتورة', 'وصلت فاتورة أمس', 'دفعتُ بالبطاقة'];
    await host.tell(...texts.map((body, i) => inbound(`K${i}`, { body })));
    expect(await find(room, 'فاتورة')).toEqual([texts[1], texts[0]]);
    expect(await find(room, 'الفاتوره')).toEqual([texts[1], texts[0]]);
    expect(await find(room, 'بطاقه')).toEqual([texts[2]]);
    expect(await find(room, 'مشكلة الفاتورة')).toEqual([texts[0]]);
  });

  it.each([
    ...[
      '"',
      '؟ !',
      "x' OR 1=1",
      'a* NEAR(b)',
      'text:hello',
      '-hello',
      '😀',
      '(',
      'AND',
      'a"b',
      '"a" OR "b',
      '^a',
      '{a b}',
    ],
    ...['a\u0000b', '\u0000', '\ud800', 'ـَ', '½²', `a${'"'.repeat(50)}`],
  ])('M-6 takes %j for words, not for a query', async (q) => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1', { body: 'nothing of the kind' }));
    expect(await find(room, q)).toEqual([]);
  });

  it('M-6 goes with the other filters and page by page', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(...['a one', 'a two', 'b three'].map((body, i) => inbound(`K${i}`, { body })));
    await room.sent({ text: 'a mine' });
    expect(await find(room, 'a', { direction: 'inbound' })).toEqual(['a two', 'a one']);
    const first = unwrap(await room.stub.listMessages({ limit: 2, q: 'a' }));
    const next = unwrap(await room.stub.listMessages({ limit: 2, q: 'a', cursor: first.nextCursor as string }));
    expect([...first.data, ...next.data].map(({ body }) => body)).toEqual(['a mine', 'a two', 'a one']);
  });

  it('M-6 finds what a place, a poll and its options say', async () => {
    const { room } = await linkedRoom();
    const place = await room.sent({ payload: location('المكتبة الوطنية') });
    await room.sent({ payload: poll('When?', 'السبت', 'الأحد') });
    const { data } = unwrap(await room.stub.listMessages({ limit: 5, q: 'المكتبه' }));
    expect(data.map(({ id }) => id)).toEqual([place]);
    expect(await find(room, 'الاحد')).toEqual(['When?']);
  });

  it('M-6 follows edits and forgets what was deleted', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1', { body: 'before' }), { type: 'edit', keyId: 'K1', chatId, body: 'after' });
    expect([await find(room, 'before'), await find(room, 'after')]).toEqual([[], ['after']]);
    await host.tell({ type: 'revoke', keyId: 'K1', chatId });
    expect(await find(room, 'after')).toEqual([]);
  });
});

/** A room of a version that had no search, with so many messages; the first is deleted. */
const oldRoom = async (count: number) => {
  const room = new TestRoom();
  await runInDurableObject(room.stub, (_room, { storage }) => {
    const { sql } = storage;
    migrate(storage, ROOM_SCHEMA.slice(0, ROOM_SCHEMA.indexOf(CONTENT_SCHEMA)));
    sql.exec(
      `INSERT INTO session (id, workspace_id, session_id, name, is_default, desired, status, since)
       VALUES (1, ?, ?, 'Shop', 1, 'running', 'disconnected', 1)`,
      room.workspaceId,
      room.sessionId,
    );
    for (let i = 0; i < count; i += 1) {
      sql.exec(
        `INSERT INTO messages (id, chat_id, direction, sender, recipient, contact_id, type, body, status, timestamp,
           deleted_at) VALUES (?, ?, 'inbound', '', '', ?, 'text', ?, 'received', ?, ?)`,
        newId('msg'),
        chatId,
        newId('con'),
        `رسالة ${i}`,
        i * 1000,
        i === 0 ? 1 : null,
      );
    }
    sql.exec("INSERT INTO contacts (id, phone, name, updated_at) VALUES (?, '966500000002', 'أحمد', 1)", newId('con'));
  });
  await evictDurableObject(room.stub);
  return room;
};

describe('messages of before', () => {
  it('M-6 become findable in the background, also over evictions, while edits and new ones are right at once', async () => {
    const room = await oldRoom(700);
    const found = async () => unwrap(await room.stub.listMessages({ limit: 100, q: 'رساله 69' })).data.length;
    await room.sql("UPDATE messages SET body = 'رسالة 69 x' WHERE body = 'رسالة 1'");
    await room.runJob('backlog');
    await room.evict();
    for (let steps = 0; (await room.sql('SELECT * FROM backlog')).length > 0; steps += 1) {
      if (steps > 20) throw new Error('The backlog does not end.');
      await room.runJob('backlog');
    }
    // 69, 690…699 and the one that was changed meanwhile.
    expect(await found()).toBe(12);
    expect(await find(room, 'رسالة 0')).toEqual([]);
    const { data } = unwrap(await room.stub.listContacts({ q: 'احمد', limit: 5 }));
    expect(data.map(({ phone }) => phone)).toEqual(['966500000002']);
  });
});
