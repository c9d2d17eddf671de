import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlOf } from './control-client.ts';
import type { Control } from './control-client.ts';
import { menuOf } from './phone/phone-content.js';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';

let phoneNo = 966_540_000_000;
const newPhone = () => String((phoneNo += 1));
const POLL = { kind: 'poll', question: 'When?', options: ['Today', 'Tomorrow'], allowMultiple: false } as const;
const poll = () => ({ ...POLL, options: [...POLL.options] });

describe('groups, polls and chats of the simulated network', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waqtor-social-'));
  let simulator: Simulator;
  let control: Control;
  const open = async () => {
    simulator = await startSimulator({ dataDir: folder });
    control = controlOf(simulator.url);
  };
  beforeAll(open);
  afterAll(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const accounts = async (count: number) => {
    const phones = Array.from({ length: count }, newPhone);
    for (const phone of phones) await control.account(phone, `Nr ${phone.slice(-3)}`);
    return phones as [string, string, string, ...string[]];
  };

  it('S-7 delivers to everybody in a group, once, and its ack is that of the slowest', async () => {
    const [by, second, third] = await accounts(3);
    const group = await control.group('Branches', [second, third], by);
    expect(group.participants).toEqual([
      { phone: by, admin: true },
      { phone: second, admin: false },
      { phone: third, admin: false },
    ]);
    const { id } = await control.say({ from: second, to: group.id, body: 'hello' });
    for (const phone of [by, third]) {
      expect(await control.delivered(phone)).toMatchObject([{ id, from: second, to: group.id, body: 'hello' }]);
    }
    expect(await control.delivered(second)).toEqual([]);
    await control.read(by, group.id);
    expect((await control.delivered(third))[0]?.ack).toBe(2);
    await control.read(third, group.id);
    expect((await control.delivered(third))[0]?.ack).toBe(3);
  });

  it('S-7 lets nobody write who left, and members of an announcement group only if they are administrators', async () => {
    const [by, second, third] = await accounts(3);
    const group = await control.call<{ id: string }>('POST', '/groups', {
      ...{ subject: 'News', participants: [second, third], by, announcement: true },
    });
    await control.say({ from: second, to: group.id, body: 'not allowed' });
    await control.changeGroup(group.id, 'promote', [second]);
    const { id } = await control.say({ from: second, to: group.id, body: 'allowed' });
    await control.changeGroup(group.id, 'leave', [second]);
    await control.say({ from: second, to: group.id, body: 'gone' });
    expect((await control.delivered(third)).map((message) => message.id)).toEqual([id]);
  });

  it('S-7 keeps the last vote of each, and refuses one that the poll does not take', async () => {
    const [from, to, stranger] = await accounts(3);
    const { id } = await control.say({ from, to, content: poll() });
    await control.vote(id, to, ['Today']);
    await control.vote(id, to, [1]);
    await control.vote(id, from, [0]);
    expect((await control.delivered(to))[0]?.votes).toEqual([
      { phone: to, selected: [1] },
      { phone: from, selected: [0] },
    ]);
    await control.vote(id, to, []);
    expect((await control.delivered(to))[0]?.votes?.[0]).toEqual({ phone: to, selected: [] });
    await expect(control.vote(id, to, [0, 1])).rejects.toThrow('409');
    await expect(control.vote(id, to, ['Never'])).rejects.toThrow('400');
    await expect(control.vote(id, stranger, [0])).rejects.toThrow('409');
  });

  it('S-7 keeps what a blocked person writes from the one who blocked, and says sent and no more', async () => {
    const [from, to] = await accounts(2);
    await control.block(to, from, true);
    const { id } = await control.say({ from, to, body: 'hello?' });
    expect(await control.delivered(to)).toEqual([]);
    expect((await control.sent(from)).find((message) => message.id === id)?.ack).toBe(1);
    await control.block(to, from, false);
    await control.say({ from, to, body: 'hello' });
    expect((await control.delivered(to)).map(({ body }) => body)).toEqual(['hello']);
  });

  it('S-7 keeps groups, votes, edits and marks over a restart, and forgets who was typing', async () => {
    const [by, second, third] = await accounts(3);
    const group = await control.group('Kept', [second, third], by);
    await control.describeGroup(group.id, { subject: 'Kept on', description: 'For the branches' });
    const asked = await control.say({ from: by, to: group.id, content: poll(), forwarded: true });
    await control.vote(asked.id, second, [1]);
    const said = await control.say({ from: by, to: second, body: 'first' });
    await control.call('POST', `/messages/${said.id}/edit`, { body: 'second' });
    await control.archive(second, by, true);
    await control.block(second, third, true);
    await control.type(by, second, 'composing');
    const before = await control.delivered(second);
    await simulator.close();
    await open();
    expect(await control.delivered(second)).toEqual(before);
    expect(before).toMatchObject([
      { id: asked.id, content: POLL, votes: [{ phone: second, selected: [1] }], forwarded: true },
      { id: said.id, body: 'second', edited: true },
    ]);
    const { groups } = await control.call<{ groups: object[] }>('GET', '/groups');
    expect(groups).toContainEqual({ ...group, subject: 'Kept on', description: 'For the branches' });
    expect(await control.marks(second)).toEqual({ archived: [by], blocked: [third] });
    expect(await control.typing(second)).toEqual([]);
  });

  it('S-7 refuses a group of nobody, a member without account, and a group that is not there', async () => {
    await expect(control.group('Empty', [])).rejects.toThrow('400');
    await expect(control.group('Unknown', ['966599990001'])).rejects.toThrow('404');
    await expect(control.say({ from: newPhone(), to: '12345678@g.us', body: 'x' })).rejects.toThrow('404');
  });
});

describe('menus on the virtual phone', () => {
  it.each([
    ['Choose:\n1. Delivery\n2) Prices', ['1', '2']],
    ['اختر:\n١. التوصيل\n٢. الأسعار', ['1', '2']],
    ['We open at 9.\n1. January is a holiday', []],
    ['just a text', []],
  ])('S-7 finds the numbers of %j', (body, numbers) => {
    expect(menuOf(body)).toEqual(numbers);
  });
});
