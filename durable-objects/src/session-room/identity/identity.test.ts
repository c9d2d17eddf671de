import { unwrap, type ClientHubRpc, type Message } from '@waqtor/contracts';
import { contactIdOf } from '@waqtor/core/deterministic-id';
import { hubName } from '@waqtor/core/object-name';
import { describe, expect, it } from 'vitest';
import { peerOfChat } from '../record/contact-record.ts';
import { inbound } from '../testing/facts.ts';
import { bindings } from '../testing/test-control.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';
import { rowsOf } from '../testing/test-team.ts';

const PHONE = '966500000002';
const LID = '111222333444555';
const identity = { type: 'identity', phone: PHONE, lid: LID };

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
const byPhone = (keyId: string, more: Parameters<typeof inbound>[1] = {}) =>
  inbound(keyId, { peer: { phone: PHONE, lid: null, name: null }, ...more });
const byLid = (keyId: string, more: Parameters<typeof inbound>[1] = {}) =>
  inbound(keyId, {
    chatId: `${LID}@lid`,
    from: `${LID}@lid`,
    peer: { phone: null, lid: LID, name: 'Guest' },
    ...more,
  });
const messagesOf = async (room: TestRoom, chatId: string): Promise<Message[]> =>
  unwrap(await room.stub.listMessages({ chatId, limit: 100 })).data;
const inboxOf = async (room: TestRoom) => {
  const hub = bindings.CLIENT_HUB.getByName(hubName(room.workspaceId)) as unknown as ClientHubRpc;
  return unwrap(await hub.listChats({ limit: 10 })).data;
};

describe('who somebody is', () => {
  it('S-10 never reads the digits of a lid as a number', async () => {
    expect(peerOfChat(`${LID}@lid`)).toEqual({ phone: null, lid: LID, name: null });
    expect(peerOfChat(`${PHONE}@c.us`)).toEqual({ phone: PHONE, lid: null, name: null });
    for (const other of ['120363000000000000@g.us', 'status@broadcast']) {
      expect(peerOfChat(other)).toEqual({ phone: null, lid: null, name: null });
    }
    const { room, host } = await linkedRoom();
    await host.tell(byLid('K1', { peer: { phone: null, lid: null, name: null } }));
    expect(await room.sql('SELECT phone, lid FROM contacts')).toEqual([{ phone: null, lid: LID }]);
  });

  it('S-10 merges two contacts into the older one, whose id and that of the other keep working', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(byLid('K1'), byPhone('K2'), identity, byPhone('K3'), byLid('K4'));
    const older = contactIdOf(room.workspaceId, LID);
    expect(await room.sql('SELECT id, phone, lid, name FROM contacts')).toEqual([
      { id: older, phone: PHONE, lid: LID, name: 'Guest' },
    ]);
    const contact = { id: older, phone: PHONE, lid: LID, name: 'Guest' };
    const messages = await messagesOf(room, `${PHONE}@c.us`);
    expect(messages.map((message) => message.contact)).toEqual([contact, contact, contact, contact]);
    expect(await room.sql('SELECT * FROM contact_aliases')).toEqual([
      { alias_id: contactIdOf(room.workspaceId, PHONE), contact_id: older },
    ]);
  });

  it('S-10 follows an id through two merges', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(byPhone('K1'), byLid('K2'), identity);
    const other = '999888777666555';
    await host.tell(byLid('K3', { chatId: `${other}@lid`, peer: { phone: null, lid: other, name: null } }));
    await host.tell({ ...identity, lid: other }, byLid('K4'));
    const messages = await messagesOf(room, `${PHONE}@c.us`);
    expect(new Set(messages.map(({ contact }) => contact.id))).toEqual(new Set([contactIdOf(room.workspaceId, PHONE)]));
    expect(messages).toHaveLength(4);
    expect(await messagesOf(room, `${LID}@lid`)).toHaveLength(4);
    expect(await room.sql('SELECT COUNT(*) AS n FROM contacts')).toEqual([{ n: 1 }]);
  });

  it('S-10 learns it also from a message that says both, in a chat and of an author in a group', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(byLid('K1'), byPhone('K2'));
    await host.tell(byLid('K3', { peer: { phone: PHONE, lid: LID, name: null } }));
    const group = { chatId: '120363000000000000@g.us', isGroup: true };
    const member = (author: string, phone: string | null, lid: string | null) => ({
      ...group,
      author,
      peer: { phone, lid, name: null },
    });
    await host.tell(
      inbound('G1', member('555444333222111@lid', null, null)),
      inbound('G2', member('966500000003@c.us', null, null)),
      inbound('G3', member('555444333222111@lid', '966500000003', null)),
    );
    expect(await room.sql('SELECT phone, lid FROM contacts ORDER BY phone')).toEqual([
      { phone: PHONE, lid: LID },
      { phone: '966500000003', lid: '555444333222111' },
    ]);
    const members = await messagesOf(room, group.chatId);
    expect(new Set(members.map(({ contact }) => contact.id)).size).toBe(1);
  });

  it('S-10 does not take us for the other side, when the page names the author of our own message', async () => {
    const { room, host } = await linkedRoom();
    const ours = { phone: '966500000001', lid: null, name: null };
    await host.tell(byLid('K1', { fromMe: true, author: '966500000001@c.us', peer: ours }));
    expect(await room.sql('SELECT phone, lid FROM contacts')).toEqual([{ phone: null, lid: LID }]);
    expect(await room.sql('SELECT * FROM chat_aliases')).toEqual([]);
  });

  it('S-10 keeps two numbers apart and gives the lid to the one it is said of last', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(byPhone('K1'), identity);
    await host.tell(
      byPhone('K2', { chatId: '966500000003@c.us', peer: { phone: '966500000003', lid: null, name: null } }),
    );
    await host.tell({ ...identity, phone: '966500000003' });
    expect(await room.sql('SELECT phone, lid FROM contacts ORDER BY phone')).toEqual([
      { phone: PHONE, lid: null },
      { phone: '966500000003', lid: LID },
    ]);
    await host.tell(byLid('K3'));
    expect(await messagesOf(room, '966500000003@c.us')).toHaveLength(2);
    expect(await messagesOf(room, `${PHONE}@c.us`)).toHaveLength(1);
  });

  it('S-10 never gives the contact of one number to another, when a lid is said of a number not seen before', async () => {
    const { room, host } = await linkedRoom();
    const other = { phone: '966500000003', lid: LID, name: 'Other' };
    await host.tell(byPhone('K1'), identity, { ...identity, phone: other.phone });
    await host.tell(byLid('K2', { peer: other }), byPhone('K3'));
    expect(await room.sql('SELECT id, phone, lid FROM contacts ORDER BY phone')).toEqual([
      { id: contactIdOf(room.workspaceId, PHONE), phone: PHONE, lid: null },
      { id: contactIdOf(room.workspaceId, other.phone), phone: other.phone, lid: LID },
    ]);
    const phones = async (chatId: string) => (await messagesOf(room, chatId)).map(({ contact }) => contact.phone);
    expect(await phones(`${PHONE}@c.us`)).toEqual([PHONE, PHONE]);
    expect(await phones(`${other.phone}@c.us`)).toEqual([other.phone]);
  });

  it('S-10 gives a new contact an id of its own, also when the one that had it went to another number', async () => {
    const { room, host } = await linkedRoom();
    const other = '966500000003';
    // First known by the lid alone: the id is made of it, and stays with the number that it was said of.
    await host.tell(byLid('K1'), identity, { ...identity, phone: other });
    await host.tell(byLid('K2', { peer: { phone: other, lid: LID, name: null } }));
    const rows = await room.sql('SELECT id, phone FROM contacts ORDER BY phone');
    expect(rows.map(({ phone }) => phone)).toEqual([PHONE, other]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
  });

  it('S-10 writes a merge to the audit once, without a number', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(byLid('K1'), byPhone('K2'), identity, identity);
    const rows = await until(
      () => rowsOf('audit_rows', room.workspaceId),
      (list) => list.length > 0,
    );
    await room.runJob('audit');
    expect(rows).toMatchObject([
      {
        action: 'contact.merged',
        actor_kind: 'system',
        actor_id: room.sessionId,
        target_kind: 'contact',
        target_id: contactIdOf(room.workspaceId, LID),
        outcome: 'done',
      },
    ]);
    expect(JSON.parse(rows[0]?.details as string)).toEqual({
      mergedId: contactIdOf(room.workspaceId, PHONE),
      sessionId: room.sessionId,
    });
    expect(await rowsOf('audit_rows', room.workspaceId)).toHaveLength(1);
  });
});

describe('one conversation under two ids', () => {
  it('S-10 is one thread and one row of the inbox, under the number', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(
      byLid('K1', { body: 'one' }),
      byPhone('K2', { body: 'two', timestamp: '2026-11-01T10:00:05.000Z' }),
    );
    await until(
      () => inboxOf(room),
      (chats) => chats.length === 2,
    );
    await host.tell(identity, byLid('K3', { body: 'three', timestamp: '2026-11-01T10:00:09.000Z' }));
    const chats = await until(
      () => inboxOf(room),
      ([chat]) => chat?.lastMessage?.preview === 'three',
    );
    expect(chats).toMatchObject([{ chatId: `${PHONE}@c.us`, aliases: [`${LID}@lid`], unreadCount: 3 }]);
    expect(chats).toHaveLength(1);
    for (const chatId of [`${PHONE}@c.us`, `${LID}@lid`]) {
      const messages = await messagesOf(room, chatId);
      expect(messages.map(({ body }) => body)).toEqual(['three', 'two', 'one']);
      expect(new Set(messages.map((message) => message.chatId))).toEqual(new Set([`${PHONE}@c.us`]));
    }
  });

  it('S-10 names an alias in one conversation alone, when it goes to another number', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(byPhone('K1'), identity);
    await host.tell({ ...identity, phone: '966500000003' }, byLid('K2'));
    const chats = await until(
      () => inboxOf(room),
      (found) => found.length === 2 && found.filter(({ aliases }) => aliases?.includes(`${LID}@lid`)).length === 1,
    );
    expect(chats.find(({ aliases }) => aliases)?.chatId).toBe('966500000003@c.us');
  });

  it('S-10 stays under the lid while no number is known, and moves when one is', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(byLid('K1'));
    expect((await messagesOf(room, `${LID}@lid`))[0]?.chatId).toBe(`${LID}@lid`);
    await host.tell(identity);
    expect((await messagesOf(room, `${LID}@lid`))[0]?.chatId).toBe(`${PHONE}@c.us`);
    const chats = await until(
      () => inboxOf(room),
      ([chat]) => chat?.chatId === `${PHONE}@c.us`,
    );
    expect(chats).toHaveLength(1);
  });

  it('S-10 is sent to and marked as seen by either id', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(byLid('K1'), identity);
    for (const chatId of [`${PHONE}@c.us`, `${LID}@lid`]) {
      await room.send({
        payload: {
          kind: 'send_text',
          chatId,
          text: chatId,
          quotedWaMessageId: null,
          mentionedIds: [],
          linkPreview: false,
        },
      });
    }
    expect(await messagesOf(room, `${PHONE}@c.us`)).toHaveLength(3);
    expect((await host.command(1)).command.payload).toMatchObject({ chatId: `${LID}@lid` });
    await room.stub.markSeen(`${PHONE}@c.us`, 'r');
    // The page knows the conversation by the id that it told.
    expect((await host.command(2)).command.payload).toEqual({ kind: 'mark_seen', chatId: `${LID}@lid` });
    expect(await room.sql('SELECT chat_id, unread FROM chats')).toEqual([{ chat_id: `${PHONE}@c.us`, unread: 0 }]);
  });

  it('S-10 tells edits and deletions under the one id', async () => {
    const { room, host } = await linkedRoom();
    const chatId = `${LID}@lid`;
    await host.tell(byLid('K1'), identity, { type: 'edit', keyId: 'K1', chatId, body: 'new' });
    await host.tell({ type: 'revoke', keyId: 'K1', chatId });
    await room.messageEvents((types) => types.includes('message.deleted'));
    const told = [...(await room.events('message.edited')), ...(await room.events('message.deleted'))];
    expect(told.map(({ data }) => data.chatId)).toEqual([`${PHONE}@c.us`, `${PHONE}@c.us`]);
  });
});
