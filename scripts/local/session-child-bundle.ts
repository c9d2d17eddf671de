import path from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { ROOT } from './build.ts';

/** CommonJS: an ES module that names one of Node's own loads all that it could export, undici among it. */
const SHARED: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  metafile: true,
  logLevel: 'warning',
  // CommonJS has none of its own.
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { 'import.meta.url': 'importMetaUrl' },
};

/** Parts of puppeteer that launching a browser over a pipe never reaches: downloads, BiDi, sockets, debug output. */
const UNREACHED = /^(ws|debug|semver|progress|yargs.*|proxy-agent|extract-zip|tar-fs)$/;
const UNREACHED_FILES = /\/bidi\/|\/(CLI|install|httpUtil|firefox)\.js$/;

const leaveOutUnreached: Plugin = {
  name: 'leave-out-unreached',
  setup: (bundler) => {
    bundler.onResolve({ filter: UNREACHED }, ({ path: name }) => ({ path: name, namespace: 'unreached' }));
    bundler.onResolve({ filter: UNREACHED_FILES }, ({ path: name, importer }) =>
      name.includes('/bidi/') || importer.includes('@puppeteer/browsers')
        ? { path: name, namespace: 'unreached' }
        : undefined,
    );
    // `debug` is asked for a printer while modules load; nothing else of these is called.
    bundler.onLoad({ filter: /.*/, namespace: 'unreached' }, () => ({ contents: 'module.exports = () => () => {};' }));
  },
};

/** What it holds lies in the memory of every session: schemas took 13 MB. Throws when an import brought them back. */
const refuseSchemas = ({ inputs }: Metafile): void => {
  const schemas = Object.keys(inputs).find((input) => input.includes('node_modules/zod/'));
  if (schemas) throw new Error('The process of a session must not hold zod: import types only (ADR 011).');
};

/**
 * Writes into `folder`: `session-child.cjs`, the process of one session without a compiler in it, and `puppeteer.cjs`,
 * which it gives the library in place of the packages (engine/wwebjs/lean-modules.ts).
 */
export const bundleSessionChild = async (folder: string): Promise<void> => {
  const child = await build({
    ...SHARED,
    entryPoints: [path.join(ROOT, 'session-host/src/sessions/child-main.ts')],
    outfile: path.join(folder, 'session-child.cjs'),
    // The library stays as it was published: what is sent into the page is the text of its functions.
    external: ['whatsapp-web.js', 'puppeteer', 'ws'],
  });
  refuseSchemas(child.metafile!);
  await build({
    ...SHARED,
    stdin: {
      contents: "export { launch, connect } from 'puppeteer-core';",
      resolveDir: path.join(ROOT, 'session-host'),
    },
    outfile: path.join(folder, 'puppeteer.cjs'),
    // The ES modules, of which what nobody calls can be left out.
    conditions: ['import'],
    mainFields: ['module', 'main'],
    // The text itself lies in memory. Names stay: puppeteer tells its errors by those of their classes.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    plugins: [leaveOutUnreached],
  });
};
