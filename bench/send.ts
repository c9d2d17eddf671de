/**
 * API → page → `message.sent` event, one by one and 16 at once, beside the bare library on the same simulator in the
 * same run. The clock starts before the request and stops when the event is at a WebSocket client.
 */
import { startProduct, type Product } from '../packages/testing/src/product.ts';
import { runBareLibrary } from './bare-library.ts';
import { percentile, round } from './measure/percentile.ts';
import { cpuMs, processTree, pssMb } from './measure/process-cost.ts';

const CUSTOMER = '966500000001';
const ONE_BY_ONE = 200;
const AT_ONCE = 800;
const CONCURRENCY = 16;
const WARM_UP = 30;

interface Timed {
  latencies: number[];
  wallMs: number;
}

const sendMany = async (product: Product, count: number, concurrency: number, label: string): Promise<Timed> => {
  const hub = await product.hub();
  await hub.subscribe(['messages']);
  const startedAt = new Map<string, number>();
  const latencies: number[] = [];
  let next = 0;
  const { apiUrl, apiKey } = product.dev;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const text = `${label} ${next++}`;
      const begin = performance.now();
      const response = await fetch(`${apiUrl}/api/messages/send-text`, {
        method: 'POST',
        headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
        body: JSON.stringify({ chatId: `${CUSTOMER}@c.us`, text }),
      });
      const { messageId } = (await response.json()) as { messageId?: string };
      if (!messageId) throw new Error(`The API answered ${response.status} to a send.`);
      startedAt.set(messageId, begin);
      if (concurrency === 1) await hub.event('message.sent', (event) => event.data.messageId === messageId);
    }
  };
  const arrivals = new Map<string, number>();
  const watch = setInterval(() => {
    for (const event of hub.events) {
      const id = String(event.data.messageId);
      if (event.type === 'message.sent' && !arrivals.has(id)) arrivals.set(id, performance.now());
    }
  }, 1);
  const begin = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  while (arrivals.size < count) await new Promise((resolve) => setTimeout(resolve, 2));
  const wallMs = performance.now() - begin;
  clearInterval(watch);
  for (const [id, at] of arrivals) latencies.push(at - (startedAt.get(id) as number));
  hub.close();
  return { latencies, wallMs };
};

export const run = async (): Promise<Record<string, unknown>> => {
  const product = await startProduct();
  try {
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'Customer' });
    await product.link();
    const { edge, host, simulator } = product.dev.pids;
    const pids = (): number[] => [...processTree(edge), ...processTree(host)];
    await sendMany(product, WARM_UP, 1, 'warm');
    const single = await sendMany(product, ONE_BY_ONE, 1, 'single');
    const cpuBefore = cpuMs(pids());
    const many = await sendMany(product, AT_ONCE, CONCURRENCY, 'many');
    const cpuAfter = cpuMs(pids());
    const memory = {
      edgeMb: round(pssMb(processTree(edge)), 0),
      hostMb: round(pssMb(processTree(host)), 0),
      simulatorMb: round(pssMb(processTree(simulator)), 0),
    };
    const bare = await runBareLibrary(product.dev.simulator.url, CUSTOMER, {
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
