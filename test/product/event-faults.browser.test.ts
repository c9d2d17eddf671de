import type { WaqtorEvent } from '@waqtor/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { browsersOf } from '../../packages/testing/src/processes.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { ResumingClient } from '../../packages/testing/src/resuming-client.ts';
import { peopleOf } from '../../packages/testing/src/simulated-group.ts';
import type { Control } from '../../session-host/simulator/control-client.ts';

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
const eventsOf = (events: WaqtorEvent[], type: string): WaqtorEvent[] => events.filter((event) => event.type === type);
/** A reaction and one that was taken back, an edit, a deletion and a new name; `before` reactions were there already. */
const isAllTold = (events: WaqtorEvent[], before: number): boolean =>
  eventsOf(events, 'message.reaction').length >= before + 2 &&
  CHANGES.slice(1).every((type) => eventsOf(events, type).length >= 1);

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

  let people: Control;
  let group: { id: string };
  let first: Fated;
  let second: Fated;
  const say = async (body: string): Promise<string> => (await people.say({ from: CUSTOMER, to: PHONE, body })).id;
  const done = async ({ reacted, takenBack, edited, revoked }: Fated, subject: string): Promise<void> => {
    await people.react(reacted, CUSTOMER, '👍');
    await people.react(takenBack, CUSTOMER, '');
    await people.edit(edited, `${subject} edited`);
    await people.revoke(revoked);
    await people.describeGroup(group.id, { subject });
  };

  beforeAll(async () => {
    product = await startProduct();
    people = peopleOf(product);
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

  it('S-8 what came and what was done while the host was dead is emitted once after its return, without a new code', async () => {
    const client = await follow();
    await write('before the death');
    await until('the one before', () => received(client.events, 'before').length === 1);
    group = await people.group('فريق', [PHONE], CUSTOMER);
    [first, second] = [await fated('first', say), await fated('second', say)];
    for (const { takenBack } of [first, second]) await people.react(takenBack, CUSTOMER, '😂');
    await until('what they are about', () => received(client.events, 'fated').length === 8);
    await until('their reactions', () => eventsOf(client.events, 'message.reaction').length === 2);
    // Some of it on its way when the host dies: told to a process that writes nothing any more.
    await Promise.all([product.kill('host'), done(first, 'one')]);
    const texts = series('absent', 8);
    for (const text of texts) await write(text);
    await until('all of them', () => received(client.events, 'absent').length >= 8, RECOVERY_MS);
    await until('what was done', () => isAllTold(client.events, 2), RECOVERY_MS);
    await product.untilReady();
    await write('after the return');
    await until('the one after', () => received(client.events, 'after').length === 1, RECOVERY_MS);
    expect(received(client.events, 'absent').toSorted()).toEqual(texts.toSorted());
    expect(received(client.events, 'before')).toHaveLength(1);
    const changes = CHANGES.flatMap((type) => eventsOf(client.events, type));
    expect(changes.some(({ data }) => data.backfilled === true)).toBe(true);
    client.close();
  });

  it('S-8 what was done while the browser was dead is emitted once, and nothing of before again', async () => {
    const client = await follow();
    for (const { pid } of browsersOf(product.dataDir)) process.kill(pid, 'SIGKILL');
    await done(second, 'two');
    await until('what was done', () => isAllTold(client.events, 0), RECOVERY_MS);
    await product.untilReady();
    await write('behind the look');
    await until('the one after', () => received(client.events, 'behind').length === 1, RECOVERY_MS);
    client.close();
  });

  it('H-6 the pulled log has every event once, in the order of seq', async () => {
    const all = await pullAll();
    expect(new Set(all.map((event) => event.id)).size).toBe(all.length);
    expect(all.map((event) => event.seq)).toEqual(all.map((_, index) => index + 1));
    expect(received(all, 'cut')).toHaveLength(40);
    expect(received(all, 'edge')).toHaveLength(80);
    expect(received(all, 'absent')).toHaveLength(8);
    expect(received(all, 'fated')).toHaveLength(8);
    expect(eventsOf(all, 'message.reaction').map(({ data }) => data.emoji)).toHaveLength(6);
    expect(eventsOf(all, 'message.edited').map(({ data }) => data.body)).toEqual(['one edited', 'two edited']);
    expect(eventsOf(all, 'message.deleted')).toHaveLength(2);
    expect(eventsOf(all, 'message.group').map(({ data }) => data.text)).toEqual(['one', 'two']);
  });
});
