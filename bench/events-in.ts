/** Messages of simulated phones per second until they are at a WebSocket client, 1,000 in a flood. */
import { startProduct } from '../packages/testing/src/product.ts';
import { until } from '../packages/testing/src/condition.ts';
import { percentile, round } from './measure/percentile.ts';

const PHONE = '966500000009';
const CUSTOMER = '966500000001';
const FLOOD = 1_000;
const SINGLE = 100;
const POSTERS = 16;

export const run = async (): Promise<Record<string, unknown>> => {
  const product = await startProduct();
  try {
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'Customer' });
    await product.link(PHONE);
    const hub = await product.hub();
    hub.acknowledges = true;
    await hub.subscribe(['messages']);
    const write = (body: string): Promise<unknown> =>
      product.simulator('POST', '/messages', { from: CUSTOMER, to: PHONE, type: 'text', body });
    let received = 0;
    const arrival = new Map<string, () => void>();
    hub.onEvent = (event) => {
      if (event.type !== 'message.received') return;
      received += 1;
      arrival.get(String(event.data.body))?.();
    };

    const latencies: number[] = [];
    for (let index = 0; index < SINGLE; index++) {
      const begin = performance.now();
      const arrived = new Promise<void>((resolve) => arrival.set(`single ${index}`, resolve));
      await write(`single ${index}`);
      await arrived;
      latencies.push(performance.now() - begin);
    }

    const begin = performance.now();
    let next = 0;
    await Promise.all(
      Array.from({ length: POSTERS }, async () => {
        while (next < FLOOD) await write(`flood ${next++}`);
      }),
    );
    const postedMs = performance.now() - begin;
    await until('the flood to arrive', () => received >= SINGLE + FLOOD, 60_000, 2);
    const wallMs = performance.now() - begin;
    const ids = new Set(hub.events.map((event) => event.id));
    hub.close();
    return {
      oneByOne: { p50Ms: round(percentile(latencies, 0.5)), p99Ms: round(percentile(latencies, 0.99)) },
      flood: {
        messages: FLOOD,
        perSecond: round((FLOOD / wallMs) * 1000),
        postedPerSecond: round((FLOOD / postedMs) * 1000),
        lost: SINGLE + FLOOD - received,
        distinctIds: ids.size,
      },
    };
  } finally {
    await product.stop();
  }
};
