import { unwrap } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { inbound, outcome } from '../testing/facts.ts';
import { TestRoom } from '../testing/test-room.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
const from = (key: string, phone: string, name: string | null) =>
  inbound(key, { chatId: `${phone}@c.us`, from: `${phone}@c.us`, peer: { phone, lid: null, name } });

describe('contacts', () => {
  it('M-6 are listed by name, then number, without groups and ourselves, page by page', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(
      from('K1', '966500000013', 'باسم'),
      from('K2', '966500000012', null),
      from('K3', '966500000011', 'أحمد'),
      inbound('K4', { chatId: '120363000000000001@g.us', isGroup: true, peer: { phone: null, lid: null, name: null } }),
    );
    await host.tell({ ...from('K5', '966500000001', 'Me') });
    const first = unwrap(await room.stub.listContacts({ limit: 2 }));
    expect(first.data.map(({ name }) => name)).toEqual(['أحمد', 'باسم']);
    const next = unwrap(await room.stub.listContacts({ limit: 2, cursor: first.nextCursor as string }));
    expect(next.data.map(({ phone }) => phone)).toEqual(['966500000012']);
    expect(next.hasMore).toBe(false);
    expect(await room.stub.listContacts({ limit: 2, cursor: 'x' })).toMatchObject({ code: 'invalid_cursor' });
  });

  it('M-6 are found by part of name or number, folded, and by a name that was learnt later', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(from('K1', '966500000011', null), from('K2', '966500000012', 'Omar'));
    await host.tell(from('K3', '966500000011', 'أحمد'));
    const found = async (q: string) =>
      unwrap(await room.stub.listContacts({ q, limit: 5 })).data.map(({ phone }) => phone);
    expect(await found('احمد')).toEqual(['966500000011']);
    expect(await found('+966 50 000 0012')).toEqual(['966500000012']);
    expect(await found('none')).toEqual([]);
  });

  it('M-6 show their counts, by any of their ids', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(from('K1', '966500000011', 'A'), from('K2', '966500000011', 'A'));
    const [{ id } = { id: '' }] = unwrap(await room.stub.listContacts({ limit: 1 })).data;
    await room.stub.changeChat('966500000011@c.us', { isBlocked: true }, 'r');
    const detail = unwrap(await room.stub.getContact(id));
    expect(detail).toMatchObject({
      chatId: '966500000011@c.us',
      messageCount: 2,
      isBlocked: true,
      phone: '966500000011',
    });
    expect(detail.lastMessageAt).toBe('2026-11-01T10:00:00.000Z');
    await host.tell({ type: 'identity', phone: '966500000011', lid: '111222333444555' });
    expect(unwrap(await room.stub.getContact('111222333444555@lid')).id).toBe(id);
    expect(await room.stub.getContact('966500000099@c.us')).toEqual({ ok: false, code: 'not_found' });
  });
});

describe('checkNumbers', () => {
  const check = (phone: string, result = 'on_whatsapp') => ({
    phone,
    result,
    chatId: result === 'on_whatsapp' ? `${phone}@c.us` : null,
  });

  it('M-6 asks the host, in order, and remembers the answers for a day', async () => {
    const { room, host } = await linkedRoom();
    const [a, b] = [check('966500000011'), check('966500000012', 'not_on_whatsapp')];
    const asking = room.stub.checkNumbers([b.phone, a.phone, b.phone], 'r');
    const { command } = await host.command();
    expect(command.payload).toEqual({ kind: 'check_numbers', phones: [b.phone, a.phone] });
    await host.tell(outcome(command.id, 'done', { value: { results: [a, b] } }));
    expect(await asking).toEqual({ ok: true, value: [b, a, b] });
    await room.cut(host);
    expect(await room.stub.checkNumbers([a.phone], 'r')).toEqual({ ok: true, value: [a] });
    await room.sql('UPDATE number_checks SET at = at - 86400000');
    expect(await room.stub.checkNumbers([a.phone], 'r')).toEqual({ ok: false, code: 'unavailable' });
  });

  it('M-6 refuses without a phone, and passes on why the host could not say', async () => {
    const { room, host } = await linkedRoom();
    const asking = room.stub.checkNumbers(['966500000011'], 'r');
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'failed', { code: 'unsupported' }));
    expect(await asking).toEqual({ ok: false, code: 'unsupported' });
    await room.stub.control('stop', 'r');
    expect(await room.stub.checkNumbers(['966500000011'], 'r')).toEqual({ ok: false, code: 'session_not_linked' });
  });
});
