import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { browsersOf } from '../../packages/testing/src/processes.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';

const CUSTOMER = '966500000001';
const CHAT = `${CUSTOMER}@c.us`;
const RECOVERY_MS = 45_000;
const FINAL = ['sent', 'delivered', 'read'];

interface Message {
  id: string;
  body: string;
  status: string;
  origin: { kind: string } | null;
}

const deliveredBodies = async (product: Product): Promise<string[]> =>
  (await product.simulator<{ messages: Message[] }>('GET', `/messages?phone=${CUSTOMER}`)).messages.map(
    (message) => message.body,
  );

const messageWith = async (product: Product, body: string): Promise<Message | undefined> =>
  (await product.api<{ data: Message[] }>('GET', `/api/messages?chatId=${encodeURIComponent(CHAT)}`)).body.data.find(
    (message) => message.body === body,
  );

/** Sends, does not wait for the answer, and lets the fault do what it does. */
const sendUnderFault = (product: Product, text: string): void => {
  void product
    .api('POST', '/api/messages/send-text', { chatId: CHAT, text }, { 'idempotency-key': text.replaceAll(' ', '-') })
    // The answer is not what is asked here: it may be 202 or cut off.
    .catch(() => undefined);
};

const expectOnceAndKnown = async (product: Product, text: string): Promise<void> => {
  const message = await until(
    'a final status',
    async () => {
      const found = await messageWith(product, text);
      return found && FINAL.includes(found.status) ? found : null;
    },
    RECOVERY_MS,
    100,
  );
  expect(FINAL).toContain(message.status);
  // The page shows it before, or without, an outcome: it is ours all the same.
  expect(message.origin).toMatchObject({ kind: 'api' });
  expect((await deliveredBodies(product)).filter((body) => body === text)).toEqual([text]);
};

describe('design §3 a send survives the death of a process at every step: once, never twice, never forgotten', () => {
  let product: Product;
  afterEach(() => product.stop());

  const start = async (env: Record<string, string> = {}): Promise<void> => {
    product = await startProduct({ env });
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'عميل' });
    await product.link();
  };

  it.each(['before_intent', 'after_intent', 'before_outcome'])('M-4 kill -9 of the host %s', async (point) => {
    await start({ WAQTOR_FAULT_POINT: point });
    const hostBefore = product.dev.pids.host;
    sendUnderFault(product, `host ${point}`);
    await until('the host to be restarted', () => product.dev.pids.host !== hostBefore, RECOVERY_MS);
    await product.untilReady();
    await expectOnceAndKnown(product, `host ${point}`);
  });

  it('M-4 kill -9 of the host, then of the browser, before the store, after it, and after the transmission', async () => {
    await start();
    for (const victim of ['host', 'browser'] as const) {
      for (const step of ['before_store', 'after_store', 'after_transmit']) {
        const text = `${victim} ${step}`;
        await product.simulator('POST', '/faults', { hold_at: step });
        sendUnderFault(product, text);
        await until(
          'the page to stop at the step',
          async () => (await product.simulator<{ reached: string | null }>('GET', '/faults')).reached === step,
        );
        await product.simulator('POST', '/faults', { hold_at: null });
        if (victim === 'host') await product.kill('host');
        else process.kill(browsersOf(product.dataDir)[0]!.pid, 'SIGKILL');
        await expectOnceAndKnown(product, text);
        await product.untilReady();
      }
    }
    // Nor did any later start send an earlier one again.
    const texts = ['host', 'browser'].flatMap((victim) =>
      ['before_store', 'after_store', 'after_transmit'].map((step) => `${victim} ${step}`),
    );
    expect(await deliveredBodies(product)).toEqual(texts);
    // Linked once: no restart asked for the code again.
    expect((await product.sessionState()).qr).toBeNull();
  });

  it('M-4 fifty sends under random kills of host and browser: each once, each with a true final state', async () => {
    await start();
    let seed = 20_261_121;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const texts = Array.from({ length: 50 }, (_, index) => `random kill ${index}`);
    const pending = [...texts];
    const sender = async (): Promise<void> => {
      for (let text = pending.shift(); text; text = pending.shift()) {
        const body = { chatId: CHAT, text };
        const key = { 'idempotency-key': text.replaceAll(' ', '-') };
        await until(
          'the API to accept',
          async () => (await product.api('POST', '/api/messages/send-text', body, key)).status < 300,
          RECOVERY_MS,
          250,
        );
      }
    };
    const killer = async (): Promise<void> => {
      for (let kills = 0; kills < 4; kills++) {
        // In the midst of the deliveries: the API takes sends also while the host is away.
        const enough = kills * 11 + Math.floor(random() * 8);
        await until(
          'some more deliveries',
          async () => (await deliveredBodies(product)).length > enough,
          RECOVERY_MS,
          5,
        );
        const browser = browsersOf(product.dataDir)[0];
        if (random() < 0.5 && browser) process.kill(browser.pid, 'SIGKILL');
        else await product.kill('host');
        await product.untilReady();
      }
    };
    await Promise.all([sender(), sender(), sender(), killer()]);
    await until(
      'every text to arrive',
      async () => new Set(await deliveredBodies(product)).size === 50,
      RECOVERY_MS,
      200,
    );
    const delivered = await deliveredBodies(product);
    expect(delivered.toSorted()).toEqual(texts.toSorted());
    await until(
      'every status to be final',
      async () => {
        const { data } = (await product.api<{ data: Message[] }>('GET', `/api/messages?limit=100`)).body;
        return data.length === 50 && data.every((message) => FINAL.includes(message.status));
      },
      RECOVERY_MS,
      200,
    );
  });
});
