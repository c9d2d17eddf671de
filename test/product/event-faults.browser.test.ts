import type { WaqtorEvent } from '@waqtor/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { browsersOf } from '../../packages/testing/src/processes.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { ResumingClient } from '../../packages/testing/src/resuming-client.ts';
import { peopleOf } from '../../packages/testing/src/simulated-group.ts';

const PHONE = '966500000009';
const CUSTOMER = '966500000001';
const RECOVERY_MS = 45_000;
const CHANGES = ['message.reaction', 'message.edited', 'message.deleted', 'message.group'];

/** Messages by what will be done to them. */
type Fated = Record<'reacted' | 'takenBack' | 'edited' | 'revoked', string>;
const fated = async (name: string, say: (body: string) => Promise<string>): Promise<Fated> => ({
  reacted: await say(`fated ${name} reacted`),
  takenBack: await say(`fated ${name} taken back`),
  edited: await say(`fated ${name} edited`),
  revoked: await say(`fated ${name} revoked`),
});
const eventsOf = (client: ResumingClient, type: string): WaqtorEvent[] =>
  client.events.filter((event) => event.type === type);
/** Two reactions were there before; each round adds one, takes one back, edits, deletes and renames once. */
const isAllTold = (client: ResumingClient, rounds: number): boolean =>
  eventsOf(client, 'message.reaction').length >= 2 + 2 * rounds &&
  CHANGES.slice(1).every((type) => eventsOf(client, type).length >= rounds);

describe('no event is lost and none comes twice', () => {
  let product: Product;
  const write = (body: string): Promise<unknown> =>
    product.simulator('POST', '/messages', { from: CUSTOMER, to: PHONE, type: 'text', body });
  const follow = async (): Promise<ResumingClient> => {
    const client = new ResumingClient(product.dev, ['messages']);
    await until('the client to be live', () => client.isLive);
    return client;
  };
  const received = (events: WaqtorEvent[], prefix: string): string[] =>
    events
      .filter((event) => event.type === 'message.received' && String(event.data.body).startsWith(prefix))
      .map((event) => String(event.data.body));
  const series = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
  const pullAll = async (): Promise<WaqtorEvent[]> => {
    const all: WaqtorEvent[] = [];
    for (let after = 0; ;) {
      const { data } = (await product.api<{ data: WaqtorEvent[] }>('GET', `/api/events?after=${after}&limit=500`)).body;
      if (data.length === 0) return all;
      all.push(...data);
      after = data.at(-1)!.seq as number;
    }
  };

  beforeAll(async () => {
    product = await startProduct();
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'عميل' });
    await product.link(PHONE);
  });
  afterAll(() => product.stop());

  it('H-4 H-6 a client whose socket is cut again and again has exactly all', async () => {
    const client = await follow();
    const texts = series('cut', 40);
    for (const [index, text] of texts.entries()) {
      await write(text);
      if (index % 7 === 3) client.cut();
      if (index % 7 === 6) await until('the client to be back', () => client.isLive);
    }
    await until('the last one', () => received(client.events, 'cut').includes('cut 39'), RECOVERY_MS);
    expect(received(client.events, 'cut').toSorted()).toEqual(texts.toSorted());
    expect(client.reconnects).toBeGreaterThan(3);
    expect(client.gaps).toEqual([]);
    client.close();
  });

  it('H-6 design §3 the edge is killed while messages come in: none lost, none twice, by id', async () => {
    const client = await follow();
    const texts = series('edge', 60);
    for (const [index, text] of texts.entries()) {
      await write(text);
      if (index !== 20 && index !== 40) continue;
      // Ten more come in while nobody is there to take them.
      await product.killEdge();
      await until('the client to notice', () => !client.isLive);
      for (const late of texts.slice(index + 1, index + 11)) await write(`${late} late`);
      await until('the client to be back', () => client.isLive, RECOVERY_MS);
    }
    await until('all of them', () => received(client.events, 'edge').length >= 80, RECOVERY_MS);
    const late = [...texts.slice(21, 31), ...texts.slice(41, 51)].map((text) => `${text} late`);
    expect(received(client.events, 'edge').toSorted()).toEqual([...texts, ...late].toSorted());
    const ids = client.events.map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    const seqs = client.events.map((event) => event.seq as number);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    client.close();
  });

  it('S-8 what came while the host was dead is emitted once after its return, without a new code', async () => {
    const client = await follow();
    await write('before the death');
    await until('the one before', () => received(client.events, 'before').length === 1);
    await product.kill('host');
    const texts = series('absent', 8);
    for (const text of texts) await write(text);
    await until('all of them', () => received(client.events, 'absent').length >= 8, RECOVERY_MS);
    await product.untilReady();
    await write('after the return');
    await until('the one after', () => received(client.events, 'after').length === 1, RECOVERY_MS);
    expect(received(client.events, 'absent').toSorted()).toEqual(texts.toSorted());
    expect(received(client.events, 'before')).toHaveLength(1);
    client.close();
  });

  it('S-8 what was done to messages and in a group while host or browser were dead is emitted once, as backfilled', async () => {
    const client = await follow();
    const people = peopleOf(product);
    const say = async (body: string): Promise<string> => (await people.say({ from: CUSTOMER, to: PHONE, body })).id;
    const group = await people.group('فريق', [PHONE], CUSTOMER);
    const [first, second] = [await fated('first', say), await fated('second', say)];
    await until('all of them', () => received(client.events, 'fated').length === 8, RECOVERY_MS);
    const done = async ({ reacted, takenBack, edited, revoked }: Fated, subject: string): Promise<void> => {
      await people.react(reacted, CUSTOMER, '👍');
      await people.react(takenBack, CUSTOMER, '');
      await people.edit(edited, `${subject} edited`);
      await people.revoke(revoked);
      await people.describeGroup(group.id, { subject });
    };
    for (const { takenBack } of [first, second]) await people.react(takenBack, CUSTOMER, '😂');
    await until('the reactions', () => eventsOf(client, 'message.reaction').length === 2);

    await Promise.all([product.kill('host'), done(first, 'one')]);
    await until('what the host missed', () => isAllTold(client, 1), RECOVERY_MS);
    await product.untilReady();
    for (const { pid } of browsersOf(product.dataDir)) process.kill(pid, 'SIGKILL');
    await done(second, 'two');
    await until('what the browser missed', () => isAllTold(client, 2), RECOVERY_MS);
    await product.untilReady();
    // Looked at once more, there is nothing to tell; what comes after a restart is behind all that it found.
    await product.kill('host');
    await say('fated to be the last');
    await until('the last', () => received(client.events, 'fated to be').length === 1, RECOVERY_MS);
    await product.untilReady();
    await say('after everything');
    await until('the one after', () => received(client.events, 'after everything').length === 1, RECOVERY_MS);

    expect(
      eventsOf(client, 'message.reaction')
        .map(({ data }) => data.emoji)
        .toSorted(),
    ).toEqual(['😂', '😂', '', '', '👍', '👍'].toSorted());
    expect(eventsOf(client, 'message.edited').map(({ data }) => data.body)).toEqual(['one edited', 'two edited']);
    expect(new Set(eventsOf(client, 'message.deleted').map(({ data }) => data.messageId)).size).toBe(2);
    expect(eventsOf(client, 'message.deleted')).toHaveLength(2);
    expect(eventsOf(client, 'message.group').map(({ data }) => data.text)).toEqual(['one', 'two']);
    const late = CHANGES.flatMap((type) => eventsOf(client, type)).filter(({ data }) => data.backfilled === true);
    expect(late.length).toBeGreaterThan(0);
    client.close();
  });

  it('H-6 the pulled log has every event once, in the order of seq', async () => {
    const all = await pullAll();
    expect(new Set(all.map((event) => event.id)).size).toBe(all.length);
    expect(all.map((event) => event.seq)).toEqual(all.map((_, index) => index + 1));
    expect(received(all, 'cut')).toHaveLength(40);
    expect(received(all, 'edge')).toHaveLength(80);
    expect(received(all, 'absent')).toHaveLength(8);
    expect(received(all, 'fated')).toHaveLength(9);
  });
});
