/**
 * N-2: the questions of bell and centre at 100,000 rows of one reader, in D1 under workerd; times are round trips from
 * another process, so that what HTTP and JSON cost is in them. `mark-all` is measured for a reader who comes back to
 * 1,000 unread, and once for one who has never read any of the 100,000.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { applyMigrations } from '../../scripts/local/migrate.ts';
import { freePort } from '../../scripts/local/ports.ts';
import { percentile, round } from '../measure/percentile.ts';

const ROWS = 100_000;
const UNREAD = 1_000;
const WARM_UP = 10;
const TIMES = 100;
/** Each writes 1,000 rows and is taken back. */
const MARKS = 20;

const bundled = async (folder: string): Promise<string> => {
  const outfile = path.join(folder, 'worker.js');
  const entry = fileURLToPath(new URL('./worker.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' });
  return outfile;
};

const startWorker = async (folder: string, port: number): Promise<Miniflare> => {
  const scriptPath = await bundled(folder);
  const worker = {
    name: 'bench',
    modules: true,
    rootPath: folder,
    modulesRoot: folder,
    scriptPath,
    compatibilityDate: '2026-10-01',
    compatibilityFlags: ['nodejs_compat'],
    d1Databases: { DB: 'bench' },
    unsafeDirectSockets: [{ host: '127.0.0.1', port }],
  };
  const runtime = new Miniflare({
    ...convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      log: new Log(LogLevel.ERROR),
      workers: [worker as never],
    }),
    resourcePersistencePath: path.join(folder, 'data'),
  });
  await runtime.ready;
  await applyMigrations(await runtime.getD1Database('DB'));
  return runtime;
};

type Ask = (question: string, query?: Record<string, number>) => Promise<number>;

const asker =
  (port: number): Ask =>
  async (question, query = {}) => {
    const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const begin = performance.now();
    const response = await fetch(`http://127.0.0.1:${port}/${question}?${parameters}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${question} answered ${response.status}: ${text.slice(0, 300)}`);
    return performance.now() - begin;
  };

const figures = (samples: readonly number[]) => ({
  p50Ms: round(percentile(samples, 0.5), 2),
  p99Ms: round(percentile(samples, 0.99), 2),
});

const reads = async (ask: Ask): Promise<Record<string, unknown>> => {
  const result: Record<string, unknown> = {};
  for (const question of ['list', 'list-deep', 'list-unread', 'list-unread-errors', 'count']) {
    for (let time = 0; time < WARM_UP; time++) await ask(question, { rows: ROWS });
    const samples: number[] = [];
    for (let time = 0; time < TIMES; time++) samples.push(await ask(question, { rows: ROWS }));
    result[question] = figures(samples);
  }
  return result;
};

const marks = async (ask: Ask): Promise<Record<string, unknown>> => {
  const [marked, undone]: [number[], number[]] = [[], []];
  for (let at = 2; at < MARKS + 2; at++) {
    marked.push(await ask('mark-all', { at }));
    undone.push(await ask('undo', { at }));
  }
  return { 'mark-all': figures(marked), undo: figures(undone) };
};

export const run = async (): Promise<Record<string, unknown>> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-notifications-bench-'));
  const port = await freePort();
  const runtime = await startWorker(folder, port);
  const ask = asker(port);
  try {
    await ask('seed', { rows: ROWS, unread: UNREAD });
    const usual = { ...(await reads(ask)), ...(await marks(ask)) };
    await ask('seed', { rows: ROWS, unread: ROWS });
    const neverRead = { ...(await reads(ask)), markAllMs: round(await ask('mark-all', { at: 2 }), 1) };
    return { rows: ROWS, unread: UNREAD, ...usual, neverRead: { unread: ROWS, ...neverRead } };
  } finally {
    await runtime.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
