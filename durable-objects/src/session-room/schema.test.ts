import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { unwrap } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { migrate } from '../shared/migrations.ts';
import { ROOM_SCHEMA } from './schema.ts';
import { inbound } from './testing/facts.ts';
import { TestRoom } from './testing/test-room.ts';

/** Steps that rooms had before supervision, timelines and identities. */
const OLD_STEPS = 4;

/** A room as a version from before left it: a linked session whose host is away, with one message that came in and two that went out. */
const oldRoom = async () => {
  const room = new TestRoom();
  const [messageId, contactId] = [newId('msg'), newId('con')];
  await runInDurableObject(room.stub, (_room, { storage }) => {
    migrate(storage, ROOM_SCHEMA.slice(0, OLD_STEPS));
    storage.sql.exec(
      `INSERT INTO session (id, workspace_id, session_id, name, is_default, desired, status, reason, since, client_info,
         before_loss) VALUES (1, ?, ?, 'Shop', 1, 'running', 'disconnected', 'host_lost', 1, ?, ?)`,
      room.workspaceId,
      room.sessionId,
      JSON.stringify({ platform: 'android', phoneNumber: '966500000001', name: 'Shop' }),
      JSON.stringify({ status: 'ready', reason: null, clientInfo: null }),
    );
    storage.sql.exec(
      `INSERT INTO messages (id, chat_id, direction, sender, recipient, contact_id, type, body, status, timestamp)
         VALUES (?1, '966500000002@c.us', 'inbound', '966500000002@c.us', '', ?2, 'text', 'old', 'received',
         1000)`,
      messageId,
      contactId,
    );
    for (const [body, commandId] of [['typed', null] as const, ['ordered', newId('cmd')] as const]) {
      storage.sql.exec(
        `INSERT INTO messages (id, chat_id, direction, sender, recipient, contact_id, type, body, status, timestamp,
           command_id) VALUES (?, '966500000003@c.us', 'outbound', '', '', ?, 'text', ?, 'sent', 1000, ?)`,
        newId('msg'),
        contactId,
        body,
        commandId,
      );
    }
    storage.sql.exec(
      `INSERT INTO chats (chat_id, contact_id, is_group, unread, last_message_id, last_at)
         VALUES ('966500000002@c.us', ?2, 0, 1, ?1, 1000)`,
      messageId,
      contactId,
    );
    storage.sql.exec("INSERT INTO contacts (id, phone, updated_at) VALUES (?, '966500000002', 1)", contactId);
  });
  await evictDurableObject(room.stub);
  return { room, contactId };
};

describe('a room that an older version made', () => {
  it('S-3 is opened, served and read like any other', async () => {
    const { room, contactId } = await oldRoom();
    expect(await room.state()).toMatchObject({ status: 'disconnected', recovery: null });
    await room.stub.control('stop', 'r');
    await room.stub.control('start', 'r');
    await room.runJob('register');
    const host = await room.ready();
    await host.tell(inbound('K1'), { type: 'identity', phone: '966500000002', lid: '111222333444555' });
    const { data } = unwrap(await room.stub.listMessages({ chatId: '111222333444555@lid', limit: 10 }));
    expect(data.map(({ body, contact }) => [body, contact.id])).toEqual([
      ['hello', contactId],
      ['old', contactId],
    ]);
    expect(unwrap(await room.stub.timeline({ limit: 100 })).data.length).toBeGreaterThan(0);
    expect(await room.stub.remove()).toEqual({ ok: true, value: null });
  });

  it('M-6 tells what was typed on the phone, and does not guess who ordered the rest', async () => {
    const { room } = await oldRoom();
    const { data } = unwrap(await room.stub.listMessages({ direction: 'outbound', limit: 10 }));
    expect(data.map(({ body, origin }) => [body, origin])).toEqual([
      ['ordered', null],
      ['typed', { kind: 'phone', id: null }],
    ]);
  });

  it('S-1 takes what its host said before it went for true again, when the host is back', async () => {
    const { room } = await oldRoom();
    await room.stub.control('start', 'r');
    await room.sql("INSERT OR REPLACE INTO _schedule (job, due_at) VALUES ('register', 1)");
    await room.runAlarm();
    await room.link();
    expect(await room.state()).toMatchObject({ status: 'ready', reason: null, recovery: null });
  });
});
