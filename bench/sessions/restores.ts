import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addLinkedSession, LinkedSession } from '../../packages/testing/src/linked-session.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { openLibrary } from '../bare/open-library.ts';
import { percentile, round } from '../measure/percentile.ts';
import { settle } from './settle.ts';

const ROUNDS = 5;
const SESSIONS = 8;
const READY_MS = 60_000;
const phoneOf = (index: number): string => `96650000${String(2000 + index)}`;

/** From the order to `ready`, as a client of the hub hears it. */
const untilAllReady = async (product: Product, sessions: LinkedSession[], begin: () => Promise<unknown>) => {
  const hub = await product.hub();
  await hub.subscribe(['sessions']);
  const waiting = new Set(sessions.map(({ id }) => id));
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Not all sessions were ready.')), READY_MS);
    hub.onEvent = (event) => {
      if (event.type !== 'session.status' || event.data.status !== 'ready') return;
      waiting.delete(String(event.sessionId));
      if (waiting.size > 0) return;
      clearTimeout(timer);
      resolve();
    };
  });
  const startedAt = performance.now();
  await begin();
  await ready;
  const tookMs = performance.now() - startedAt;
  hub.close();
  return tookMs;
};

const stopped = async (sessions: LinkedSession[]): Promise<void> => {
  await Promise.all(sessions.map((session) => session.order('stop')));
  await Promise.all(sessions.map((session) => session.untilStatus('stopped')));
};

const ofTheHost = async (product: Product) => {
  await product.link(phoneOf(0));
  const first = new LinkedSession(product, product.dev.sessionId, phoneOf(0));
  const one: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await stopped([first]);
    one.push(await untilAllReady(product, [first], () => first.order('start')));
  }
  const all = [first];
  for (let index = 1; index < SESSIONS; index++) all.push(await addLinkedSession(product, phoneOf(index)));
  await settle();
  const together: number[] = [];
  for (let round = 0; round < 3; round++) {
    await stopped(all);
    together.push(await untilAllReady(product, all, () => Promise.all(all.map((session) => session.order('start')))));
  }
  const afterKill = await untilAllReady(product, all, () => product.kill('host'));
  return {
    oneReadyMs: { median: round(percentile(one, 0.5), 0), all: one.map((ms) => round(ms, 0)) },
    eightReadyMs: { median: round(percentile(together, 0.5), 0), all: together.map((ms) => round(ms, 0)) },
    eightReadyAfterKillOfTheHostMs: round(afterKill, 0),
  };
};

const ofTheLibrary = async (simulatorUrl: string) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-bare-'));
  const folderOf = (index: number): string => path.join(folder, String(index));
  const bare = (index: number) => openLibrary(simulatorUrl, folderOf(index), `96650000${3000 + index}`);
  try {
    await (await bare(0)).client.destroy();
    const one: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { client, readyMs } = await bare(0);
      one.push(readyMs);
      await client.destroy();
    }
    for (let index = 1; index < SESSIONS; index++) await (await bare(index)).client.destroy();
    const begin = performance.now();
    const open = await Promise.all(Array.from({ length: SESSIONS }, (_, index) => bare(index)));
    const together = performance.now() - begin;
    await Promise.allSettled(open.map(({ client }) => client.destroy()));
    return {
      oneReadyMs: { median: round(percentile(one, 0.5), 0), all: one.map((ms) => round(ms, 0)) },
      eightReadyMs: round(together, 0),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

/** Starts on a login that is there: one session after the other, eight at once, and all after kill -9 of the host. */
export const measureRestores = async (): Promise<Record<string, unknown>> => {
  const product = await startProduct();
  try {
    const host = await ofTheHost(product);
    return { host, bareLibrary: await ofTheLibrary(product.dev.simulator.url) };
  } finally {
    await product.stop();
  }
};
