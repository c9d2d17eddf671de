import { unwrap } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { outcome } from './testing/facts.ts';
import { buttons, contacts, location, poll, text } from './testing/payloads.ts';
import { TestRoom } from './testing/test-room.ts';
import { until } from './testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('send of every kind', () => {
  it.each([
    ['location', location('Branch'), 'Branch'],
    ['contact', contacts('Sales'), 'Sales'],
    ['poll', poll('When?', 'now', 'later'), 'When?'],
  ] as const)('M-3 sends a %s, and shows what it holds', async (type, payload, body) => {
    const { room, host } = await linkedRoom();
    const id = await room.sent({ payload });
    expect((await host.command()).command).toMatchObject({ payload, keyId: expect.stringMatching(/^3EB0/) as string });
    const content = 'content' in payload ? payload.content : null;
    expect(await room.message(id)).toMatchObject({ type, body, content, renderedAs: null });
    const [accepted] = await until(
      () => room.events('message.accepted'),
      (list) => list.length === 1,
    );
    expect(accepted?.data).toMatchObject({ id, content });
  });

  it('M-3 keeps buttons as interactive and says in the receipt what they were sent as', async () => {
    const { room, host } = await linkedRoom();
    const content = buttons('Yes', 'No');
    const interactive = { content, renderedAs: 'poll' as const };
    const receipt = unwrap(await room.send({ payload: poll('Choose', 'Yes', 'No'), interactive }));
    expect(receipt.renderedAs).toBe('poll');
    expect((await host.command()).command.payload.kind).toBe('send_poll');
    const expected = { type: 'interactive', renderedAs: 'poll', content, body: 'Choose' };
    expect(await room.message(receipt.messageId)).toMatchObject(expected);
  });

  it('M-3 marks what was forwarded', async () => {
    const { room } = await linkedRoom();
    const id = await room.sent({ payload: { ...text('hi'), isForwarded: true } });
    expect((await room.message(id)).isForwarded).toBe(true);
  });

  it('M-4 says of a queued message when it expires, and nothing once it was dispatched', async () => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    const id = await room.sent();
    const left = Date.parse((await room.message(id)).expiresAt as string) - Date.now();
    expect(left).toBeGreaterThan(595_000);
    expect(left).toBeLessThanOrEqual(600_000);
    await room.link({ ...host });
    expect(await room.message(id)).toMatchObject({ status: 'queued', expiresAt: null });
  });

  it('M-4 fails a message whose file vanished, and says so', async () => {
    const { room, host } = await linkedRoom();
    const media = { id: newId('med'), mimetype: 'image/png', filename: null, sizeBytes: 5 };
    await room.stub.putMedia({ ...media, r2Key: `${room.workspaceId}/gone` });
    const { chatId, quotedWaMessageId } = text('');
    const sending = room.send({
      payload: { kind: 'send_media', chatId, quotedWaMessageId, media, type: 'image', caption: '' },
      waitMs: 5_000,
    });
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'failed', { code: 'media_missing' }));
    expect(await sending).toMatchObject({ value: { status: 'failed', code: 'media_missing', isSettled: true } });
    const [failed] = await until(
      () => room.events('message.failed'),
      (list) => list.length === 1,
    );
    expect(failed?.data).toMatchObject({ code: 'media_missing' });
  });
});

describe('send later', () => {
  it('M-1 keeps it queued until its time, over an eviction, and answers at once', async () => {
    const { room, host } = await linkedRoom();
    const sendAt = inMs(3_600_000);
    const receipt = unwrap(await room.send({ sendAt, waitMs: 5_000 }));
    expect(receipt).toMatchObject({ status: 'queued', isSettled: false });
    const shown = await room.message(receipt.messageId);
    expect(shown.scheduledAt).toBe(sendAt);
    expect(Date.parse(shown.expiresAt as string)).toBe(Date.parse(sendAt) + 600_000);
    await room.evict();
    await room.runJob('dispatch');
    await room.runJob('expire');
    expect(host.commands()).toEqual([]);
    await room.sql('UPDATE commands SET not_before = 1, order_at = 1');
    await room.evict();
    await room.runJob('dispatch');
    await host.command();
    expect(host.commands()).toHaveLength(1);
  });

  it('M-1 wakes by itself when its time has come', async () => {
    const { room, host } = await linkedRoom();
    await room.sent({ sendAt: inMs(400) });
    expect(host.commands()).toEqual([]);
    await host.command();
  });

  it('M-1 does not hold up its chat, and takes its place in the thread when it goes', async () => {
    const { room, host } = await linkedRoom();
    const later = await room.sent({ text: 'later', sendAt: inMs(3_600_000) });
    await room.sent({ text: 'now' });
    expect((await host.command()).command.payload).toMatchObject({ text: 'now' });
    expect((await room.chat()).lastMessage?.preview).toBe('now');
    await room.sql("UPDATE messages SET timestamp = timestamp - 86400000 WHERE body = 'later'");
    await room.sql('UPDATE commands SET not_before = 1, order_at = 1');
    await room.runJob('dispatch');
    const { command } = await host.command(1);
    await host.tell(outcome(command.id, 'sent'));
    expect((await room.chat()).lastMessage?.id).toBe(later);
    const { data } = unwrap(await room.stub.listMessages({ limit: 10 }));
    expect(data.map(({ body }) => body)).toContain('later');
    expect(Date.now() - Date.parse((await room.message(later)).timestamp)).toBeLessThan(60_000);
  });

  it('M-4 expires ten minutes after its time when nothing could take it', async () => {
    const { room, host } = await linkedRoom();
    const id = await room.sent({ sendAt: inMs(60_000) });
    await room.cut(host);
    await room.sql('UPDATE commands SET not_before = 1, not_after = 2');
    await room.runJob('expire');
    expect(await room.message(id)).toMatchObject({ status: 'expired', failure: { code: 'message_expired' } });
  });
});

describe('cancelMessage', () => {
  it('M-4 ends what was never dispatched, once, and it never goes out', async () => {
    const { room, host } = await linkedRoom();
    const id = await room.sent({ sendAt: inMs(60_000) });
    const cancelled = unwrap(await room.stub.cancelMessage(id));
    expect(cancelled).toMatchObject({ status: 'failed', failure: { code: 'message_cancelled' }, expiresAt: null });
    expect(await room.stub.cancelMessage(id)).toEqual({ ok: true, value: cancelled });
    await room.sql('UPDATE commands SET not_before = 1');
    await room.runJob('dispatch');
    expect(host.commands()).toEqual([]);
    const failed = await until(
      () => room.events('message.failed'),
      (list) => list.length > 0,
    );
    expect(failed.map(({ data }) => data.code)).toEqual(['message_cancelled']);
  });

  it('M-4 refuses what was dispatched, sent or expired, and what is not there', async () => {
    const { room, host } = await linkedRoom();
    const id = await room.sent();
    const { command } = await host.command();
    const refused = { ok: false, code: 'message_already_sent' };
    expect(await room.stub.cancelMessage(id)).toEqual(refused);
    await host.tell(outcome(command.id, 'sent'));
    expect(await room.stub.cancelMessage(id)).toEqual(refused);
    expect(await room.stub.cancelMessage(newId('msg'))).toEqual({ ok: false, code: 'not_found' });
  });
});
