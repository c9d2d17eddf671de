import { describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { outcome, TestRoom, until } from './testing/test-host.ts';

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
    const receipt = await sending;
    expect(receipt).toMatchObject({ ok: true, value: { status: 'sent', isSettled: true, code: null } });
    const events = await until(
      () => room.events(),
      (list) => list.some(({ type }) => type === 'message.sent'),
    );
    expect(events.filter(({ type }) => type.startsWith('message.')).map(({ type }) => type)).toEqual([
      'message.accepted',
      'message.sent',
    ]);
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
});
