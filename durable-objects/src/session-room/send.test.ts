import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { ack, outcome } from './testing/facts.ts';
import { text } from './testing/payloads.ts';
import { TestRoom } from './testing/test-room.ts';
import { until } from './testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};

describe('send', () => {
  it('M-1 answers settled with the outcome that the host told in time', async () => {
    const { room, host } = await linkedRoom();
    const sending = room.send({ waitMs: 5_000 });
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'sent'));
    expect(await sending).toMatchObject({ ok: true, value: { status: 'sent', isSettled: true, code: null } });
    const types = await room.messageEvents((list) => list.includes('message.sent'));
    expect(types).toEqual(['message.accepted', 'message.sent']);
  });

  it('M-1 answers unsettled and queued at once when the host is away, and the message exists already', async () => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    const tooLate = new Promise((resolve) => setTimeout(resolve, 3_000));
    const receipt = await Promise.race([room.send({ waitMs: 5_000 }), tooLate.then(() => ({ ok: false as const }))]);
    expect(receipt).toMatchObject({ ok: true, value: { status: 'queued', isSettled: false } });
    if (receipt.ok)
      expect(await room.message(receipt.value.messageId)).toMatchObject({ body: 'hello', status: 'queued' });
  });

  it('M-1 queues while the session connects and dispatches when it is ready', async () => {
    const room = await new TestRoom().create();
    const host = await room.link();
    await host.tell({ type: 'state', status: 'connecting', reason: null, clientInfo: null });
    await room.send();
    expect(host.commands()).toHaveLength(0);
    await host.ready();
    expect((await host.command()).command.payload).toMatchObject({ kind: 'send_text', text: 'hello' });
  });

  it.each([
    ['stopped', 'stopped_by_operator'],
    ['qr', null],
    ['auth_failure', 'banned'],
    ['action_required', 'passkey_required'],
  ] as const)('M-1 refuses with session_not_linked while the status is %s', async (status, reason) => {
    const { room, host } = await linkedRoom();
    await host.tell({ type: 'state', status, reason, clientInfo: null });
    expect(await room.send()).toEqual({ ok: false, code: 'session_not_linked' });
    expect(await room.sql('SELECT * FROM commands')).toEqual([]);
  });

  it('M-1 refuses to write to the status chat, which no engine can', async () => {
    const { room } = await linkedRoom();
    expect(await room.send({ payload: text('hi', 'status@broadcast') })).toMatchObject({ code: 'unsupported' });
    expect(await room.sql('SELECT * FROM messages')).toEqual([]);
  });

  it('M-1 still refuses while a session that waits for its scan lost its host too', async () => {
    const { room, host } = await linkedRoom();
    await host.tell({ type: 'state', status: 'qr', reason: null, clientInfo: null });
    await room.cut(host);
    await room.runJob('link-lost');
    expect(await room.state()).toMatchObject({ status: 'disconnected', reason: { code: 'host_lost' } });
    expect(await room.send()).toEqual({ ok: false, code: 'session_not_linked' });
  });

  it('M-1 carries 65,536 Arabic characters to the host and back', async () => {
    const { room, host } = await linkedRoom();
    const text = 'م'.repeat(65_536);
    const receipt = await room.send({ text });
    expect((await host.command()).command.payload).toMatchObject({ text });
    if (receipt.ok) expect((await room.message(receipt.value.messageId)).body).toBe(text);
    const [accepted] = await until(
      () => room.events('message.accepted'),
      (list) => list.length === 1,
    );
    expect(accepted?.data.bodyTruncated).toBe(true);
    expect(new TextEncoder().encode(JSON.stringify(accepted)).length).toBeLessThanOrEqual(32 * 1024);
  });

  it('M-4 makes one message and one dispatch of 20 parallel sends with one command id', async () => {
    const { room, host } = await linkedRoom();
    const commandId = newId('cmd');
    const sending = Promise.all(Array.from({ length: 20 }, () => room.send({ commandId, waitMs: 5_000 })));
    await host.command();
    await host.tell(outcome(commandId, 'sent'));
    const receipts = await sending;
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    expect(host.commands()).toHaveLength(1);
  });

  it('M-4 refuses a command id that comes with another body', async () => {
    const { room } = await linkedRoom();
    const commandId = newId('cmd');
    await room.send({ commandId });
    expect(await room.send({ commandId, fingerprint: 'other' })).toEqual({ ok: false, code: 'idempotency_key_reused' });
  });

  it('M-4 expires what waited ten minutes and was never dispatched', async () => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    const receipt = await room.send();
    await room.sql('UPDATE commands SET not_after = 1');
    await room.runJob('expire');
    if (receipt.ok) {
      expect(await room.message(receipt.value.messageId)).toMatchObject({
        status: 'expired',
        failure: { code: 'message_expired' },
      });
    }
    await room.messageEvents((types) => types.includes('message.failed'));
    const again = await room.link({ ...host });
    await again.ready();
    expect(again.commands()).toHaveLength(0);
  });

  it('M-4 never expires what was dispatched', async () => {
    const { room, host } = await linkedRoom();
    const receipt = await room.send();
    await host.command();
    await room.sql('UPDATE commands SET not_after = 1');
    await room.runJob('expire');
    if (receipt.ok) expect((await room.message(receipt.value.messageId)).status).toBe('queued');
  });

  it('M-4 tells each level once and in order when acks were skipped and repeated', async () => {
    const { room, host } = await linkedRoom();
    await room.send();
    const { command } = await host.command();
    const key = command.keyId as string;
    await host.tell(outcome(command.id, 'handed_over'), ack(key, 3), ack(key, 1), ack(key, 2), ack(key, 3));
    const types = await room.messageEvents((list) => list.includes('message.read'));
    expect(types).toEqual(['message.accepted', 'message.sent', 'message.delivered', 'message.read']);
  });

  it('M-4 settles the waiting caller with an ack that comes before the outcome', async () => {
    const { room, host } = await linkedRoom();
    const sending = room.send({ waitMs: 5_000 });
    const { command } = await host.command();
    await host.tell(ack(command.keyId as string, 1));
    expect(await sending).toMatchObject({ ok: true, value: { status: 'sent', isSettled: true } });
  });

  it('M-4 tells an unknown outcome, asks the host by the message id, and lifts it when it was found', async () => {
    const { room, host } = await linkedRoom();
    const sending = room.send({ waitMs: 5_000 });
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'unknown', { code: 'outcome_unknown' }));
    const receipt = await sending;
    expect(receipt).toMatchObject({ value: { status: 'unknown', isSettled: true, code: 'outcome_unknown' } });
    await room.sql("UPDATE commands SET not_before = 1 WHERE kind = 'reconcile'");
    await room.runJob('dispatch');
    const question = await host.command(1);
    expect(question.command.payload).toMatchObject({ kind: 'reconcile', keyId: command.keyId });
    await host.tell(outcome(question.command.id, 'sent'));
    if (receipt.ok) expect((await room.message(receipt.value.messageId)).status).toBe('sent');
    const types = await room.messageEvents((list) => list.includes('message.sent'));
    expect(types).toEqual(['message.accepted', 'message.failed', 'message.sent']);
  });

  it('M-4 keeps an unknown message unknown when the look-up proved nothing', async () => {
    const { room, host } = await linkedRoom();
    const receipt = await room.send();
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'unknown'));
    await room.sql("UPDATE commands SET not_before = 1 WHERE kind = 'reconcile'");
    await room.runJob('dispatch');
    const question = await host.command(1);
    await host.tell(outcome(question.command.id, 'failed', { code: 'unavailable' }));
    if (receipt.ok) expect((await room.message(receipt.value.messageId)).status).toBe('unknown');
  });

  it('M-1 stores a refusal of the engine as failed with its code', async () => {
    const { room, host } = await linkedRoom();
    const sending = room.send({ waitMs: 5_000 });
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'failed', { code: 'number_not_on_whatsapp' }));
    expect(await sending).toMatchObject({ value: { status: 'failed', code: 'number_not_on_whatsapp' } });
  });
});
