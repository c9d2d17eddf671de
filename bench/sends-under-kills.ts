import { randomBytes } from 'node:crypto';
import { until } from '../packages/testing/src/condition.ts';
import { browsersOf } from '../packages/testing/src/processes.ts';
import { type Product, startProduct } from '../packages/testing/src/product.ts';

/** M-4: what must hold for as many sends as the issue names. WAQTOR_SENDS says otherwise. */
const SENDS = Number(process.env.WAQTOR_SENDS ?? 1_000);
const SENDERS = 4;
/** A pause of each sender between two sends, so that the kills fall among them and not after them. */
const SEND_EVERY_MS = 2_000;
const KILL_EVERY_MS = 9_000;
const CUSTOMER = '966500000001';
const CHAT = `${CUSTOMER}@c.us`;
const CATCH_UP_MS = 240_000;
const FINAL = ['sent', 'delivered', 'read', 'played', 'failed', 'expired', 'unknown'];

interface Message {
  body: string;
  status: string;
}

/** Seeded, so that a run that fails can be run again. */
const randomOf = (seed: number) => (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

const strike = async (product: Product, dice: number): Promise<'host' | 'browser' | 'edge'> => {
  const browser = browsersOf(product.dataDir)[0];
  if (dice < 0.4 && browser) return (process.kill(browser.pid, 'SIGKILL'), 'browser');
  if (dice < 0.8) return (await product.kill('host'), 'host');
  return (await product.killEdge(), 'edge');
};

/** Every outgoing message of the session, as the API tells it. */
const outbox = async (product: Product): Promise<Message[]> => {
  const all: Message[] = [];
  for (let cursor = ''; ;) {
    const { body } = await product.api<{ data: Message[]; nextCursor: string | null }>(
      'GET',
      `/api/messages?direction=outbound&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    all.push(...body.data);
    if (body.nextCursor === null) return all;
    cursor = body.nextCursor;
  }
};

/**
 * The network's own dedupe is off: a second transmission of one message would be seen as a second message. Callers
 * repeat a send under its key until the API took it, as the SDKs do.
 */
export const run = async (): Promise<Record<string, unknown>> => {
  const seed = Number(process.env.WAQTOR_SEED ?? 1 + (randomBytes(4).readUInt32BE() % 1_000_000));
  const random = randomOf(seed);
  const product = await startProduct();
  try {
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'عميل' });
    await product.simulator('POST', '/faults', { dedupe: false });
    await product.link();
    const texts = Array.from({ length: SENDS }, (_, index) => `kill ${index}`);
    const waiting = [...texts];
    const kills = { host: 0, browser: 0, edge: 0 };
    let isSending = true;

    const sender = async (): Promise<void> => {
      for (let text = waiting.shift(); text; text = waiting.shift()) {
        const body = { chatId: CHAT, text };
        const key = { 'idempotency-key': text.replaceAll(' ', '-') };
        await until(
          'the API to take a send',
          async () => {
            const { status } = await product.api('POST', '/api/messages/send-text', body, key);
            // 504: unknown for now; reconciled later, never to be sent again.
            return status < 300 || status === 504;
          },
          CATCH_UP_MS,
          250,
        );
        await new Promise((resolve) => setTimeout(resolve, SEND_EVERY_MS * random()));
      }
    };
    const killer = async (): Promise<void> => {
      while (isSending) {
        await new Promise((resolve) => setTimeout(resolve, KILL_EVERY_MS * (0.5 + random())));
        if (!isSending) return;
        kills[await strike(product, random())] += 1;
      }
    };
    const startedAt = Date.now();
    const sending = Promise.all(Array.from({ length: SENDERS }, sender)).finally(() => (isSending = false));
    await Promise.all([sending, killer()]);
    await product.untilReady();
    await until(
      'every send to have its end',
      async () => {
        const messages = await outbox(product);
        return messages.length === SENDS && messages.every(({ status }) => FINAL.includes(status));
      },
      CATCH_UP_MS,
      2_000,
    );
    const states = new Map((await outbox(product)).map(({ body, status }) => [body, status]));
    const delivered = new Map<string, number>();
    const { messages } = await product.simulator<{ messages: { body: string }[] }>(
      'GET',
      `/messages?phone=${CUSTOMER}`,
    );
    for (const { body } of messages) delivered.set(body, (delivered.get(body) ?? 0) + 1);
    const isTold = (text: string): boolean => ['sent', 'delivered', 'read'].includes(states.get(text) ?? '');
    const count = (test: (text: string) => boolean): number => texts.filter(test).length;
    return {
      seed,
      sends: SENDS,
      seconds: Math.round((Date.now() - startedAt) / 1000),
      kills,
      deliveredOnce: count((text) => delivered.get(text) === 1),
      deliveredTwice: count((text) => (delivered.get(text) ?? 0) > 1),
      withoutFinalState: count((text) => !FINAL.includes(states.get(text) ?? '')),
      /** The state says that it left, and the network does not have it; and the other way round. Both must be 0. */
      toldAndNotDelivered: count((text) => isTold(text) && !delivered.has(text)),
      deliveredAndToldFailed: count(
        (text) => delivered.has(text) && ['failed', 'expired'].includes(states.get(text) ?? ''),
      ),
      unknown: count((text) => states.get(text) === 'unknown'),
      failed: count((text) => ['failed', 'expired'].includes(states.get(text) ?? '')),
    };
  } finally {
    await product.stop();
  }
};
