/**
 * The four Workers in one workerd, by Miniflare, from the built bundles and the wrangler files (the one place that
 * names bindings). A process of its own, so that it can be killed and restarted like a deployment.
 * Without the dev server's proxy: requests go to workerd itself (ADR 001).
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare';
import { DIST, ROOT } from './build.ts';
import { applyMigrations } from './migrate.ts';
import { endOrphanedRuntime, watchRuntime } from './runtime-process.ts';

const { values } = parseArgs({
  options: { port: { type: 'string' }, data: { type: 'string' }, host: { type: 'string', default: '127.0.0.1' } },
});
if (!values.port || !values.data) {
  console.error('Usage: edge.ts --port N --data DIR (secrets by environment, see scripts/local/start.ts)');
  process.exit(2);
}

const required = (name: string): string => {
  const value = process.env[name];
  if (!value) {
    console.error(`${name} is not set: start the edge by npm start, or set it.`);
    process.exit(2);
  }
  return value;
};

const localVars = {
  WAQTOR_ENVIRONMENT: 'local',
  WAQTOR_MODE: required('WAQTOR_MODE'),
  WAQTOR_PUBLIC_URL: required('WAQTOR_PUBLIC_URL'),
  WAQTOR_AUTH_SECRET: required('WAQTOR_AUTH_SECRET'),
  WAQTOR_DATA_KEY: required('WAQTOR_DATA_KEY'),
  WAQTOR_BOOTSTRAP_SECRET: required('WAQTOR_BOOTSTRAP_SECRET'),
  WAQTOR_WEBHOOK_LOOPBACK: 'allow',
  // Loopback is open for receivers, and not for the way back into ourselves.
  WAQTOR_OWN_PORTS: [
    values.port,
    process.env.WAQTOR_OWN_PORTS,
    process.env.WAQTOR_PUBLIC_URL,
    process.env.WAQTOR_VIRTUAL_PHONE_URL,
    process.env.WAQTOR_MAIL_URL,
    process.env.WAQTOR_BENCH_PORTS,
  ].join(','),
  // Everybody comes from loopback here, and benches are clients too.
  WAQTOR_LIMIT_ADDRESS_PER_MINUTE: process.env.WAQTOR_LIMIT_ADDRESS_PER_MINUTE ?? '60000',
  WAQTOR_LIMIT_KEY_PER_MINUTE: process.env.WAQTOR_LIMIT_KEY_PER_MINUTE ?? '60000',
  ...(process.env.WAQTOR_QUOTA_REQUESTS_PER_DAY
    ? { WAQTOR_QUOTA_REQUESTS_PER_DAY: process.env.WAQTOR_QUOTA_REQUESTS_PER_DAY }
    : {}),
  ...(process.env.WAQTOR_CORS_ORIGINS ? { WAQTOR_CORS_ORIGINS: process.env.WAQTOR_CORS_ORIGINS } : {}),
  ...(process.env.WAQTOR_HUB_UNLIMITED_NETWORKS
    ? { WAQTOR_HUB_UNLIMITED_NETWORKS: process.env.WAQTOR_HUB_UNLIMITED_NETWORKS }
    : {}),
  ...(process.env.WAQTOR_LEASE_TTL_SECONDS ? { WAQTOR_LEASE_TTL_SECONDS: process.env.WAQTOR_LEASE_TTL_SECONDS } : {}),
  ...(process.env.WAQTOR_HUB_SOCKETS ? { WAQTOR_HUB_SOCKETS: process.env.WAQTOR_HUB_SOCKETS } : {}),
  ...(process.env.WAQTOR_SOCKET_NETWORKS ? { WAQTOR_SOCKET_NETWORKS: process.env.WAQTOR_SOCKET_NETWORKS } : {}),
  ...(process.env.WAQTOR_VIRTUAL_PHONE_URL ? { WAQTOR_VIRTUAL_PHONE_URL: process.env.WAQTOR_VIRTUAL_PHONE_URL } : {}),
  ...(process.env.WAQTOR_SIGN_UP ? { WAQTOR_SIGN_UP: process.env.WAQTOR_SIGN_UP } : {}),
  ...(process.env.WAQTOR_OUTBOUND_DOH_URL ? { WAQTOR_OUTBOUND_DOH_URL: process.env.WAQTOR_OUTBOUND_DOH_URL } : {}),
  // Without them mails stay in the outbox.
  ...(process.env.WAQTOR_MAIL_URL ? { WAQTOR_MAIL_URL: process.env.WAQTOR_MAIL_URL } : {}),
  ...(process.env.WAQTOR_MAIL_TOKEN ? { WAQTOR_MAIL_TOKEN: process.env.WAQTOR_MAIL_TOKEN } : {}),
};

/** What `scripts/local/worker-options.ts` wrote at the build: name, bundle and bindings of each Worker. */
const described = JSON.parse(readFileSync(path.join(DIST, 'workers.json'), 'utf8')) as (Record<string, unknown> & {
  bundle: string;
  bindings?: Record<string, unknown>;
})[];
const workers = described.map(
  ({ bundle, bindings, ...options }) =>
    ({
      ...options,
      modules: true,
      rootPath: ROOT,
      modulesRoot: DIST,
      scriptPath: path.join(DIST, bundle),
      bindings: { ...bindings, ...localVars },
    }) as unknown as V4WorkerOptions,
);

/** bench/api.ts: a Worker of its own beside ours, and an address for it and for waqtor-api that goes past waqtor-web. */
const withBench = (ours: V4WorkerOptions[]): V4WorkerOptions[] => {
  const { WAQTOR_BENCH_WORKER: scriptPath, WAQTOR_BENCH_PORTS: ports } = process.env;
  if (!scriptPath || !ports) return ours;
  const [apiPort, benchPort] = ports.split(',').map(Number);
  const api = ours.find(({ name }) => name === 'waqtor-api') as V4WorkerOptions;
  const socket = (port: number | undefined) => ({ unsafeDirectSockets: [{ host: '127.0.0.1', port: port ?? 0 }] });
  const bench = {
    ...api,
    ...socket(benchPort),
    name: 'waqtor-bench',
    rootPath: path.dirname(scriptPath),
    modulesRoot: path.dirname(scriptPath),
    scriptPath,
  } as V4WorkerOptions;
  Object.assign(api, socket(apiPort));
  return [...ours, bench];
};

mkdirSync(values.data, { recursive: true });
endOrphanedRuntime(values.data);
const miniflare = new Miniflare({
  ...convertV4MiniflareOptions({
    host: values.host,
    port: Number(values.port),
    cf: false,
    log: new Log(LogLevel.WARN),
    workers: withBench(workers),
  }),
  resourcePersistencePath: values.data,
});
await miniflare.ready;
watchRuntime(values.data, () => {
  console.error('The Workers runtime died.');
  process.exit(1);
});

await applyMigrations(await miniflare.getD1Database('DB', 'waqtor-api'));

/** Miniflare keeps no clock for `[triggers]`: the edge rings it, as the cron of wrangler.toml does. */
const JOBS_EVERY_MS = 5 * 60_000;
const api = await miniflare.getWorker('waqtor-api');
const ring = (): void => {
  api.scheduled({ cron: '*/5 * * * *' }).catch((error: unknown) => {
    console.error(`The jobs could not be started: ${error instanceof Error ? error.name : 'unknown'}`);
  });
};
setInterval(ring, JOBS_EVERY_MS).unref();

let isClosing = false;
const close = async (): Promise<void> => {
  if (isClosing) return;
  isClosing = true;
  await miniflare.dispose();
  process.exit(0);
};
process.on('SIGTERM', () => void close());
process.on('SIGINT', () => void close());
console.log(JSON.stringify({ ready: true, url: `http://${values.host}:${values.port}` }));
