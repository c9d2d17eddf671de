import type { SendBudget } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { inbound, outcome } from '../testing/facts.ts';
import { text } from '../testing/payloads.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';
import { DEFAULT_BUDGET } from './grant.ts';

const waitingRoom = async (budget: Partial<SendBudget> = {}) => {
  const room = await new TestRoom().create();
  const host = await room.link();
  await room.stub.setSendBudget({ ...DEFAULT_BUDGET, ...budget });
  let i = 0;
  const send = (body: string, lane: 'reply' | 'api' | 'campaign', chat = `96650000${1000 + ++i}@c.us`) =>
    room.sent({ payload: text(body, chat), lane });
  return { room, host, send };
};
type Host = Awaited<ReturnType<typeof waitingRoom>>['host'];
const texts = (host: Host) =>
  host.commands().flatMap(({ command }) => (command.payload.kind === 'send_text' ? [command.payload.text] : []));
const gone = (host: Host, count: number) =>
  until(
    () => texts(host),
    (list) => list.length >= count,
  );
/** Lets the time of all lanes pass. */
const nextGrant = async (room: TestRoom) => {
  await room.sql('UPDATE budget SET theoretical_at = 0');
  await room.runJob('dispatch');
};

describe('the send budget', () => {
  it('C-4 sends replies first, then the API, then campaigns', async () => {
    const { host, send } = await waitingRoom();
    await send('campaign', 'campaign');
    await send('api', 'api');
    await send('reply 1', 'reply');
    await send('reply 2', 'reply');
    await host.ready();
    expect(await gone(host, 4)).toEqual(['reply 1', 'reply 2', 'api', 'campaign']);
  });

  it('C-4 sends all replies of a chat before a campaign elsewhere, and ends the session after all of them', async () => {
    const { room, host, send } = await waitingRoom();
    await send('campaign', 'campaign');
    await room.sql(
      "INSERT INTO commands (id, kind, payload, state, accepted_at, not_before) VALUES ('cmd_0123456789', 'restart', '{\"kind\":\"restart\"}', 'dispatched', 1, 1)",
    );
    for (const body of ['reply 1', 'reply 2', 'reply 3']) await send(body, 'reply', '966500000002@c.us');
    await room.sql("UPDATE commands SET state = 'queued' WHERE kind = 'restart'");
    await room.evict();
    await host.ready();
    expect(await gone(host, 4)).toEqual(['reply 1', 'reply 2', 'reply 3', 'campaign']);
    expect(host.commands().at(-1)?.command.payload.kind).toBe('restart');
  });

  it('M-1 C-4 tells at once of a send that its budget lets go only tomorrow', async () => {
    const { room, host, send } = await waitingRoom({ dailyCap: 1 });
    await host.ready();
    await send('today', 'api');
    await gone(host, 1);
    const before = Date.now();
    expect(await room.send({ waitMs: 5_000 })).toMatchObject({ value: { status: 'queued', isSettled: false } });
    expect(Date.now() - before).toBeLessThan(3_000);
  });

  it('C-4 never breaks the order within one chat', async () => {
    const { room, host, send } = await waitingRoom();
    const chat = '966500000002@c.us';
    await send('first', 'campaign', chat);
    await send('second', 'reply', chat);
    await send('third', 'api', chat);
    await send('elsewhere', 'api');
    await send('busy', 'campaign');
    await host.ready();
    expect(await gone(host, 4)).toEqual(['elsewhere', 'first', 'second', 'third']);
    await nextGrant(room);
    expect(await gone(host, 5)).toContain('busy');
  });

  it('C-4 counts a send of the API as a reply within a day of the other side writing', async () => {
    const { room, host, send } = await waitingRoom();
    await host.tell(inbound('K1', { timestamp: new Date(Date.now() - 23 * 3_600_000).toISOString() }));
    const other = { chatId: '966500000003@c.us', peer: { phone: '966500000003', lid: null, name: null } };
    await host.tell(inbound('K2', { ...other, timestamp: new Date(Date.now() - 25 * 3_600_000).toISOString() }));
    await send('late', 'api', '966500000003@c.us');
    await send('answer', 'api', '966500000002@c.us');
    expect(await room.sql('SELECT lane FROM commands WHERE lane IS NOT NULL ORDER BY rowid')).toEqual([
      { lane: 'api' },
      { lane: 'reply' },
    ]);
    await host.ready();
    expect(await gone(host, 2)).toEqual(['answer', 'late']);
  });

  it('C-4 paces campaigns on the way out, also after the host was away, and lets others pass', async () => {
    const { room, host, send } = await waitingRoom();
    for (const body of ['c1', 'c2', 'c3']) await send(body, 'campaign');
    await room.sql('UPDATE commands SET not_before = 1');
    await host.ready();
    expect(await gone(host, 1)).toEqual(['c1']);
    await send('api', 'api');
    expect(await gone(host, 2)).toEqual(['c1', 'api']);
    const [{ due_at } = { due_at: 0 }] = await room.sql("SELECT due_at FROM _schedule WHERE job = 'dispatch'");
    expect((due_at as number) - Date.now()).toBeGreaterThan(1_000);
    expect((due_at as number) - Date.now()).toBeLessThan(4_000);
    await room.evict();
    await nextGrant(room);
    expect(await gone(host, 3)).toEqual(['c1', 'api', 'c2']);
  });

  it('C-4 takes nothing for what was cancelled or expired before it went', async () => {
    const { room, host, send } = await waitingRoom({ dailyCap: 2 });
    const cancelled = await send('cancelled', 'campaign');
    await send('expired', 'campaign');
    await room.sql(`UPDATE commands SET not_after = 2 WHERE message_id <> '${cancelled}'`);
    await room.stub.cancelMessage(cancelled);
    await room.runJob('expire');
    await send('a', 'campaign');
    await send('b', 'api');
    await host.ready();
    expect(await gone(host, 2)).toEqual(['b', 'a']);
  });

  it('C-4 gives back what the host refused to begin', async () => {
    const { room, host, send } = await waitingRoom({ dailyCap: 1 });
    await host.ready();
    await send('late', 'api');
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'failed', { code: 'message_expired' }));
    await send('next', 'api');
    expect(await gone(host, 2)).toEqual(['late', 'next']);
    expect(await room.sql('SELECT dispatched_today FROM session')).toEqual([{ dispatched_today: 1 }]);
  });

  it('C-4 makes what is above the cap of the day wait for the next one, or expire with a reason', async () => {
    const { room, host, send } = await waitingRoom({ dailyCap: 2 });
    await host.ready();
    for (const body of ['1', '2']) await send(body, 'api');
    const waits = await send('3', 'reply');
    const expires = await send('4', 'campaign');
    expect(await gone(host, 2)).toEqual(['1', '2']);
    const midnight = (Math.floor(Date.now() / 86_400_000) + 1) * 86_400_000;
    expect(Date.parse((await room.message(waits)).expiresAt as string)).toBe(midnight + 600_000);
    await room.sql(`UPDATE commands SET not_after = 2 WHERE message_id = '${expires}'`);
    await room.runJob('expire');
    expect(await room.message(expires)).toMatchObject({ status: 'expired', failure: { code: 'message_expired' } });
    await room.sql("UPDATE session SET dispatch_day = '2020-01-01'");
    await room.evict();
    await room.runJob('dispatch');
    expect(await gone(host, 3)).toEqual(['1', '2', '3']);
  });

  it('C-4 tells the budget, keeps a new one and goes by it at once', async () => {
    const room = await new TestRoom().create();
    expect(await room.stub.sendBudget()).toEqual({ ok: true, value: DEFAULT_BUDGET });
    const host = await room.ready();
    await room.stub.setSendBudget({
      ...DEFAULT_BUDGET,
      lanes: { ...DEFAULT_BUDGET.lanes, api: { perMinute: 1, burst: 1 } },
    });
    for (const body of ['1', '2']) await room.sent({ text: body, commandId: newId('cmd') });
    expect(await gone(host, 1)).toEqual(['1']);
    await room.evict();
    expect(await room.stub.setSendBudget(DEFAULT_BUDGET)).toEqual({ ok: true, value: DEFAULT_BUDGET });
    expect(await gone(host, 2)).toEqual(['1', '2']);
  });
});
