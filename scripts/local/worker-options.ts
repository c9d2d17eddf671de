/**
 * Writes dist/workers.json: what each Worker is bound to, as wrangler itself reads its file. A build step of its own,
 * so that the running edge need not load wrangler (memory, and most of the time that the edge takes to start).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from 'wrangler';
import { DIST, ROOT } from './build.ts';

export const WORKER_OPTIONS_FILE = path.join(DIST, 'workers.json');

const WORKERS = [
  { name: 'waqtor-web', bundle: 'web/worker-entry.js', config: 'web/wrangler.toml' },
  { name: 'waqtor-api', bundle: 'api/index.js', config: 'wrangler.toml' },
  { name: 'waqtor-objects', bundle: 'objects/index.js', config: 'wrangler.toml', env: 'objects' },
  { name: 'waqtor-webhooks', bundle: 'webhooks/index.js', config: 'wrangler.toml', env: 'webhooks' },
];

// The wrangler files are written for deployment; their notes about inheritance concern nobody here.
console.warn = () => undefined;
const described = WORKERS.map(({ name, bundle, config, env }) => {
  const { workerOptions } = readWorkerOptions(path.join(ROOT, config), env);
  const { compatibilityDate, compatibilityFlags, bindings, r2Buckets, d1Databases, durableObjects, serviceBindings } =
    workerOptions;
  const assets = 'assets' in workerOptions ? { assets: workerOptions.assets } : {};
  return {
    name,
    bundle,
    compatibilityDate,
    compatibilityFlags,
    bindings,
    r2Buckets,
    d1Databases,
    durableObjects,
    serviceBindings,
    // What goes out carries no such header (core/webhook/header-rule); to look costs the emulator a copy of each request.
    stripCfConnectingIp: false,
    ...assets,
  };
});
mkdirSync(DIST, { recursive: true });
writeFileSync(WORKER_OPTIONS_FILE, JSON.stringify(described, null, 2));
