/**
 * What authentication, limits, validation and audit cost: an authenticated read (API + D1) and an authenticated send,
 * each beside a bare Hono route that does the same work on the same workerd, asked in turn in one run. The engine is
 * the one in memory, so that a send ends at once and the difference stands out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { freePort } from '../scripts/local/ports.ts';
import { startProduct, type Product } from '../packages/testing/src/product.ts';
import { chatOf } from './send.ts';
import { percentile, round } from './measure/percentile.ts';

const WARM_UP = 200;
const IN_TURN = 1_000;
const AT_ONCE = 2_000;
const CONCURRENCY = 16;

type Ask = (index: number) => Promise<void>;
interface Pair {
  api: Ask;
  bare: Ask;
}

const bundleBareWorker = async (folder: string): Promise<string> => {
  const outfile = path.join(folder, 'bare-worker.js');
  const entry = fileURLToPath(new URL('./bare/worker.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' });
  return outfile;
};

const requester =
  (url: (index: number) => string, init: (index: number) => RequestInit): Ask =>
  async (index) => {
    const response = await fetch(url(index), init(index));
    const text = await response.text();
    if (!response.ok) throw new Error(`${url(index)} answered ${response.status}: ${text}`);
  };

const timed = async (ask: Ask, index: number): Promise<number> => {
  const begin = performance.now();
  await ask(index);
  return performance.now() - begin;
};

/** One after the other, API and bare in turn: what disturbs one disturbs both. */
const inTurn = async ({ api, bare }: Pair) => {
  const samples = { api: [] as number[], bare: [] as number[] };
  for (let index = 0; index < IN_TURN; index++) {
    samples.api.push(await timed(api, index));
    samples.bare.push(await timed(bare, index));
  }
  return samples;
};

const perSecond = async (ask: Ask): Promise<number> => {
  let next = 0;
  const begin = performance.now();
  const worker = async (): Promise<void> => {
    while (next < AT_ONCE) await ask(next++);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return (AT_ONCE / (performance.now() - begin)) * 1000;
};

const compare = async (pair: Pair) => {
  for (let index = 0; index < WARM_UP; index++) {
    await pair.api(index);
    await pair.bare(index);
  }
  const samples = await inTurn(pair);
  const figures = (list: number[]) => ({
    p50Ms: round(percentile(list, 0.5), 2),
    p99Ms: round(percentile(list, 0.99), 2),
  });
  const [apiRate, bareRate] = [await perSecond(pair.api), await perSecond(pair.bare)];
  return {
    api: { ...figures(samples.api), perSecond: round(apiRate, 0) },
    bare: { ...figures(samples.bare), perSecond: round(bareRate, 0) },
    addedP50Ms: round(percentile(samples.api, 0.5) - percentile(samples.bare, 0.5), 2),
    rateRatio: round(apiRate / bareRate, 2),
  };
};

const pairs = (product: Product, api: string, bare: string): { read: Pair; send: Pair } => {
  const { apiKey, workspaceId, sessionId } = product.dev;
  const body = (index: number): string => JSON.stringify({ chatId: `${chatOf(index)}@c.us`, text: `bench ${index}` });
  const json = { 'content-type': 'application/json' };
  return {
    read: {
      api: requester(
        () => `${api}/api/settings`,
        () => ({ headers: { 'x-api-key': apiKey } }),
      ),
      bare: requester(
        () => `${bare}/read/${workspaceId}`,
        () => ({}),
      ),
    },
    send: {
      api: requester(
        () => `${api}/api/messages/send-text`,
        (index) => ({ method: 'POST', headers: { ...json, 'x-api-key': apiKey }, body: body(index) }),
      ),
      bare: requester(
        () => `${bare}/send/${workspaceId}/${sessionId}`,
        (index) => ({ method: 'POST', headers: json, body: body(index) }),
      ),
    },
  };
};

export const run = async (): Promise<Record<string, unknown>> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-bare-worker-'));
  const [apiPort, barePort] = [await freePort(), await freePort()];
  const product = await startProduct({
    env: {
      WAQTOR_ENGINE: 'memory',
      WAQTOR_BENCH_WORKER: await bundleBareWorker(folder),
      WAQTOR_BENCH_PORTS: `${apiPort},${barePort}`,
    },
  });
  try {
    await product.simulator('POST', '/faults', { any_number: true });
    await product.link();
    const { read, send } = pairs(product, `http://127.0.0.1:${apiPort}`, `http://127.0.0.1:${barePort}`);
    return { read: await compare(read), send: await compare(send), concurrency: CONCURRENCY };
  } finally {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
