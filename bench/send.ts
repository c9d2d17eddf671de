/**
 * API → page → `message.sent` event, one by one and 16 at once, beside the bare library on the same simulator in the
 * same run. The clock starts before the request and stops when the event is at a WebSocket client.
 */
import { startProduct, type Product } from '../packages/testing/src/product.ts';
import { runBareLibrary } from './bare/library-sends.ts';
import { percentile, round } from './measure/percentile.ts';
import { cpuMs, processTree, pssMb } from './measure/process-cost.ts';

/** As many chats, because messages of one chat go one after the other. */
const CHATS = 50;
const ONE_BY_ONE = 200;
const AT_ONCE = 1_000;
const CONCURRENCY = 16;
const WARM_UP = 2 * CHATS;

interface Timed {
  latencies: number[];
  wallMs: number;
}

export const chatOf = (index: number): string => `9665000010${String(index % CHATS).padStart(2, '0')}`;

const sendMany = async (product: Product, count: number, concurrency: number, label: string): Promise<Timed> => {
  const hub = await product.hub();
  hub.acknowledges = true;
  await hub.subscribe(['messages']);
  const sentAt = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  hub.onEvent = (event) => {
    if (event.type !== 'message.sent') return;
    const id = String(event.data.messageId);
    sentAt.set(id, performance.now());
    waiting.get(id)?.();
  };
  const untilSent = (id: string): Promise<void> =>
    sentAt.has(id) ? Promise.resolve() : new Promise((resolve) => waiting.set(id, resolve));
  const { apiUrl, apiKey } = product.dev;
  const latencies: number[] = [];
  let next = 0;
  const begin = performance.now();
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const startedAt = performance.now();
      const response = await fetch(`${apiUrl}/api/messages/send-text`, {
        method: 'POST',
        headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
        body: JSON.stringify({ chatId: chatOf(index), text: `${label} ${index}` }),
      });
      const { messageId } = (await response.json()) as { messageId?: string };
      if (!messageId) throw new Error(`The API answered ${response.status} to a send.`);
      await untilSent(messageId);
      latencies.push((sentAt.get(messageId) as number) - startedAt);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const wallMs = performance.now() - begin;
  hub.close();
  return { latencies, wallMs };
};

export const run = async (): Promise<Record<string, unknown>> => {
  const product = await startProduct();
  try {
    await product.simulator('POST', '/faults', { any_number: true });
    await product.link();
    const { edge, host, simulator } = product.dev.pids;
    const pids = (): number[] => [...processTree(edge), ...processTree(host)];
    await sendMany(product, WARM_UP, CONCURRENCY, 'warm');
    const single = await sendMany(product, ONE_BY_ONE, 1, 'single');
    const cpuBefore = cpuMs(pids());
    const many = await sendMany(product, AT_ONCE, CONCURRENCY, 'many');
    const cpuAfter = cpuMs(pids());
    const memory = {
      edgeMb: round(pssMb(processTree(edge)), 0),
      hostMb: round(pssMb(processTree(host)), 0),
      simulatorMb: round(pssMb(processTree(simulator)), 0),
    };
    const bare = await runBareLibrary(product.dev.simulator.url, chatOf, {
      warmUp: WARM_UP,
      oneByOne: ONE_BY_ONE,
      atOnce: AT_ONCE,
      concurrency: CONCURRENCY,
    });
    return {
      product: {
        oneByOne: {
          p50Ms: round(percentile(single.latencies, 0.5)),
          p99Ms: round(percentile(single.latencies, 0.99)),
          perSecond: round((ONE_BY_ONE / single.wallMs) * 1000),
        },
        atOnce: {
          concurrency: CONCURRENCY,
          p50Ms: round(percentile(many.latencies, 0.5)),
          p99Ms: round(percentile(many.latencies, 0.99)),
          perSecond: round((AT_ONCE / many.wallMs) * 1000),
        },
        cpuMsPerSend: round((cpuAfter - cpuBefore) / AT_ONCE, 2),
      },
      bareLibrary: bare,
      ratio: {
        oneByOneRate: round(ONE_BY_ONE / single.wallMs / (bare.oneByOne.perSecond / 1000), 2),
        atOnceRate: round(AT_ONCE / many.wallMs / (bare.atOnce.perSecond / 1000), 2),
      },
      memoryPss: memory,
      startToReadyMs: product.startedMs,
    };
  } finally {
    await product.stop();
  }
};
