import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createEndpoint,
  deliveriesIn,
  handed,
  playReceiver,
  until,
  type Received,
  forgetEndpoints,
} from './endpoint.fixture.ts';

const QUICK = { profile: 'quick', attempts: 3, baseMs: 1 } as const;
const ofChat = (chatId: string, n = 0) => handed({ data: { chatId, n } });
const told = (request: Received) => {
  const { data } = JSON.parse(request.body) as { data: { chatId: string; n: number } };
  return data;
};

afterEach(forgetEndpoints);

describe('order', () => {
  it('W-3 sends the events of a chat one after another, and of other chats beside', async () => {
    let isReleased = false;
    const received = playReceiver(async (request) => {
      if (told(request).chatId === 'a' && told(request).n === 0) await until(() => isReleased);
      return new Response('ok');
    });
    const endpoint = await createEndpoint({ ordered: true });
    await endpoint.rpc.enqueue([ofChat('a', 0), ofChat('a', 1), ofChat('a', 2), ofChat('b', 0), ofChat('b', 1)]);
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 2);
    expect(received.map(told).filter(({ chatId }) => chatId === 'a')).toHaveLength(1);
    isReleased = true;
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 5);
    expect(
      received
        .map(told)
        .filter(({ chatId }) => chatId === 'a')
        .map(({ n }) => n),
    ).toEqual([0, 1, 2]);
  });

  it('W-3 waits with the next until the one before is delivered or given up, whatever fails', async () => {
    const scenario = fc.record({
      chats: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 14 }),
      failures: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 14, maxLength: 14 }),
      batches: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ chats, failures, batches }) => {
        const busy = new Set<string>();
        let overlaps = 0;
        const received = playReceiver(async (request, _) => {
          const { chatId, n } = told(request);
          if (busy.has(chatId)) overlaps += 1;
          busy.add(chatId);
          await new Promise((resolve) => setTimeout(resolve, 1));
          busy.delete(chatId);
          const attempt = Number(request.headers.get('X-Waqtor-Attempt'));
          return new Response('', { status: attempt > (failures[n] ?? 0) ? 200 : 500 });
        });
        const endpoint = await createEndpoint({ ordered: true, retry: QUICK });
        // So many failures would open the breaker; it is another test's.
        const rows = chats.map((chatId, n) => ofChat(chatId, n));
        const size = Math.ceil(rows.length / batches);
        for (let at = 0; at < rows.length; at += size) await endpoint.rpc.enqueue(rows.slice(at, at + size));
        await until(async () => {
          await endpoint.rpc.update({ url: `${endpoint.url}?${Math.random()}` });
          const all = await deliveriesIn(endpoint);
          return all.every(({ state }) => state === 'delivered' || state === 'failed');
        });
        expect(overlaps).toBe(0);
        for (const chatId of new Set(chats)) {
          const order = received
            .map(told)
            .filter((one) => one.chatId === chatId)
            .map(({ n }) => n);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
          for (const n of new Set(order))
            expect(order.filter((one) => one === n)).toHaveLength(Math.min(3, failures[n]! + 1));
        }
        vi.restoreAllMocks();
      }),
      { numRuns: 12 },
    );
  });

  it('W-3 keeps in order what waits already when order is asked for, and lets it go when it is not wanted any more', async () => {
    let isUp = false;
    const received = playReceiver(() => new Response('', { status: isUp ? 200 : 500 }));
    const endpoint = await createEndpoint({ retry: { profile: 'quick', attempts: 3, baseMs: 60_000 } });
    await endpoint.rpc.enqueue([ofChat('a', 0), ofChat('a', 1), ofChat('b', 2)]);
    await until(async () =>
      (await deliveriesIn(endpoint)).every(({ attempts, state }) => attempts === 1 && state === 'pending'),
    );
    await endpoint.rpc.update({ ordered: true });
    const waits = async () => (await deliveriesIn(endpoint)).filter((one) => one.nextAttemptAt === null).length;
    expect(await waits()).toBe(1);
    await endpoint.rpc.update({ ordered: false });
    await until(async () => (await waits()) === 0);
    isUp = true;
    await endpoint.rpc.enable();
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 3);
    expect(received.length).toBeGreaterThanOrEqual(6);
  });

  it('W-3 lets the next go when the one before is deleted', async () => {
    const received = playReceiver((request) => new Response('', { status: told(request).n === 0 ? 500 : 200 }));
    const endpoint = await createEndpoint({ ordered: true, retry: { profile: 'quick', attempts: 3, baseMs: 60_000 } });
    await endpoint.rpc.enqueue([ofChat('a', 0), ofChat('a', 1)]);
    await until(async () => (await deliveriesIn(endpoint)).at(-1)?.lastStatus === 500);
    await endpoint.rpc.expunge((await deliveriesIn(endpoint)).at(-1)?.id ?? '');
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 1);
    expect(received.map((one) => told(one).n)).toEqual([0, 1]);
  });
});
