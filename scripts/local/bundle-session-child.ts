/** Writes dist/host/session-child.mjs: the process of one session without a compiler in it. */
import path from 'node:path';
import { build } from 'esbuild';
import { DIST, ROOT } from './build.ts';

await build({
  entryPoints: [path.join(ROOT, 'session-host/src/sessions/child-main.ts')],
  outfile: path.join(DIST, 'host/session-child.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The library stays as it was published: what is sent into the page is the text of its functions.
  // Neither can CommonJS packages be asked for Node's own modules from an ES module.
  external: ['whatsapp-web.js', 'puppeteer', 'puppeteer-core', 'ws'],
  logLevel: 'warning',
});
