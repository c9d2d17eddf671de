// The built Worker (dist folder as argument, default dist/web) in front of the stub API, on a free loopback port.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { startStub } from './stub-api.mjs';

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.resolve(process.argv[2] ?? path.join(web, '../dist/web'));
const assets = path.resolve(process.argv[4] ?? path.join(web, '.svelte-kit/cloudflare'));
const stubPort = await startStub();
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: '127.0.0.1',
    port: Number(process.argv[3] ?? 0),
    cf: false,
    log: new Log(LogLevel.WARN),
    workers: [
      {
        name: 'waqtor-web',
        modules: true,
        modulesRoot: dist,
        scriptPath: path.join(dist, 'worker-entry.js'),
        compatibilityDate: '2026-10-01',
        compatibilityFlags: ['nodejs_compat'],
        assets: {
          directory: assets,
          binding: 'ASSETS',
          routerConfig: { has_user_worker: true },
          assetConfig: {},
        },
        serviceBindings: { API: { external: { address: `127.0.0.1:${stubPort}`, http: {} } } },
      },
    ],
  }),
);
const url = await miniflare.ready;
console.log(JSON.stringify({ url: url.href, stub: `http://127.0.0.1:${stubPort}` }));
