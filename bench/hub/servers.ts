import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { newId } from '@waqtor/core/id';
import type { WaqtorEvent } from '@waqtor/contracts';
import { build } from 'esbuild';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare';
import { DIST, ROOT } from '../../scripts/local/build.ts';
import { applyMigrations } from '../../scripts/local/migrate.ts';
import { freePort } from '../../scripts/local/ports.ts';
import { commandLineOf } from '../../scripts/local/processes.ts';
import { processTree } from '../measure/process-cost.ts';
import { forkBench } from './fleet.ts';
import { BENCH_PRINCIPAL } from './principal.ts';
import { frameOf } from './traffic.ts';

/** One of the three servers that are compared. */
export interface BenchServer {
  name: 'hub' | 'bare' | 'ws';
  /** `{i}` stands for the number of the client. */
  url: string;
  /** What its clients subscribe to; null where there is nothing to say. */
  topics: string[] | null;
  /** The process whose processor time and memory are the server's. */
  pid: number;
  /** Answers when the server has taken them. */
  publish(events: WaqtorEvent[]): Promise<void>;
  stop(): Promise<void>;
}
export interface HubServer extends BenchServer {
  readonly port: number;
  readonly dataDir: string;
  /** Events are numbered by their `n`: one that is published again is known (design §3). */
  readonly producer: { producerId: string; generation: string };
  /** Sockets so far, by the object that took them. */
  placed(): Promise<Record<string, number>>;
  /** SIGKILL to the runtime; the data stays. */
  kill(): Promise<void>;
}

const post = async (url: string, body: string): Promise<void> => {
  const response = await fetch(url, { method: 'POST', body });
  const text = await response.text();
  if (!response.ok) throw new Error(`The server answered ${response.status}: ${text.slice(0, 500)}`);
};

export const bundled = async (entry: string, folder: string): Promise<string> => {
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.js`);
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  return outfile;
};

const runtimes = (): number[] => processTree(process.pid).filter((pid) => commandLineOf(pid).includes('workerd serve'));

/** A workerd of its own; requests go to its socket directly, past every proxy (ADR 001). */
export const startRuntime = async (
  workers: V4WorkerOptions[],
  dataDir: string,
): Promise<{ runtime: Miniflare; pid: number }> => {
  const before = new Set(runtimes());
  const runtime = new Miniflare({
    ...convertV4MiniflareOptions({ host: '127.0.0.1', port: 0, cf: false, log: new Log(LogLevel.ERROR), workers }),
    resourcePersistencePath: dataDir,
  });
  await runtime.ready;
  const pid = runtimes().find((candidate) => !before.has(candidate));
  if (pid === undefined) throw new Error('The Workers runtime was not found among the processes (Linux only).');
  return { runtime, pid };
};

export const worker = (file: string, port: number, change: Partial<V4WorkerOptions>): V4WorkerOptions =>
  ({
    name: 'bench',
    modules: true,
    rootPath: path.dirname(file),
    modulesRoot: path.dirname(file),
    scriptPath: file,
    compatibilityDate: described()[0]?.compatibilityDate,
    unsafeDirectSockets: [{ host: '127.0.0.1', port }],
    ...change,
  }) as V4WorkerOptions;

type Described = Record<string, unknown> & { name: string; bundle: string; compatibilityDate: string };
/** Bundles and bindings as `scripts/local/edge.ts` runs them. */
const described = (): Described[] => JSON.parse(readFileSync(path.join(DIST, 'workers.json'), 'utf8')) as Described[];
export const product = (name: string): V4WorkerOptions => {
  const found = described().find((one) => one.name === name);
  if (!found) throw new Error(`${name} is not built.`);
  const { bundle, ...options } = found;
  const scriptPath = path.join(DIST, bundle);
  return { ...options, modules: true, rootPath: ROOT, modulesRoot: DIST, scriptPath } as unknown as V4WorkerOptions;
};

export const folder = (): string => mkdtempSync(path.join(tmpdir(), 'waqtor-hub-bench-'));
export const remove = (dir: string): void => rmSync(dir, { recursive: true, force: true, maxRetries: 5 });

/** The owner of the sockets as the API would have written them: the hub looks again each minute who they are. */
const seedPrincipal = async (runtime: Miniflare): Promise<void> => {
  const db = await runtime.getD1Database('DB', 'waqtor-objects');
  await applyMigrations(db);
  const now = Date.now();
  const { id, loginId = '', workspaceId } = BENCH_PRINCIPAL;
  const insert = (sql: string, ...values: unknown[]) => db.prepare(sql).bind(...values);
  await db.batch([
    insert(
      'INSERT INTO users (id, name, email, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
      id,
      'Bench',
      'bench@example.com',
      now,
      now,
    ),
    insert('INSERT INTO workspaces (id, name, created_at) VALUES (?, ?, ?)', workspaceId, 'Bench', now),
    insert(
      'INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, ?)',
      workspaceId,
      id,
      'owner',
      now,
    ),
    insert(
      'INSERT INTO auth_sessions (id, token, user_id, expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
      loginId,
      loginId,
      id,
      now + 3_600_000,
      now,
      now,
    ),
  ]);
};

/** The built ClientHub behind bench/hub/worker.ts. `previous`: the same data and port after a `kill`. */
export const startHub = async (previous?: HubServer): Promise<HubServer> => {
  const dataDir = previous?.dataDir ?? folder();
  const port = previous?.port ?? (await freePort());
  const bench = worker(await bundled('./worker.ts', dataDir), port, {
    durableObjects: {
      CLIENT_HUB: { className: 'ClientHub', scriptName: 'waqtor-objects', useSQLite: true },
      HUB_RELAY: { className: 'HubRelay', scriptName: 'waqtor-objects', useSQLite: true },
    },
  } as Partial<V4WorkerOptions>);
  const { runtime, pid } = await startRuntime(
    [bench, product('waqtor-objects'), product('waqtor-webhooks')],
    path.join(dataDir, 'data'),
  );
  if (!previous) await seedPrincipal(runtime);
  const producer = previous?.producer ?? { producerId: newId('ses'), generation: newId('sto') };
  return {
    name: 'hub',
    url: `ws://127.0.0.1:${port}/ws?client={i}`,
    topics: ['message'],
    pid,
    port,
    dataDir,
    producer,
    publish: (events) => {
      const items = events.map((event) => ({ n: event.data.n as number, event }));
      return post(`http://127.0.0.1:${port}/append`, JSON.stringify({ ...producer, items }));
    },
    placed: async () => (await fetch(`http://127.0.0.1:${port}/placed`)).json() as Promise<Record<string, number>>,
    kill: async () => {
      process.kill(pid, 'SIGKILL');
      await runtime.dispose();
    },
    stop: async () => {
      await runtime.dispose();
      remove(dataDir);
    },
  };
};

/** Publishes to a yardstick: the frames in which our hub would send each event alone. */
const framePublisher = (url: string): BenchServer['publish'] => {
  let seq = 0;
  return (events) => post(url, events.map((event) => frameOf(event, ++seq)).join('\n'));
};

export const startBareHub = async (): Promise<BenchServer> => {
  const dataDir = folder();
  const port = await freePort();
  const bare = worker(await bundled('../bare/hub-worker.ts', dataDir), port, {
    durableObjects: { BARE_HUB: { className: 'BareHub', useSQLite: true } },
  } as Partial<V4WorkerOptions>);
  const { runtime, pid } = await startRuntime([bare], path.join(dataDir, 'data'));
  return {
    name: 'bare',
    url: `ws://127.0.0.1:${port}/ws`,
    topics: null,
    pid,
    publish: framePublisher(`http://127.0.0.1:${port}/publish`),
    stop: async () => {
      await runtime.dispose();
      remove(dataDir);
    },
  };
};

export const startWsServer = async (): Promise<BenchServer> => {
  const child = forkBench('../bare/ws-server.ts');
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    name: 'ws',
    url: `ws://127.0.0.1:${port}/`,
    topics: null,
    pid: child.pid ?? 0,
    publish: framePublisher(`http://127.0.0.1:${port}/publish`),
    stop: async () => {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
};
