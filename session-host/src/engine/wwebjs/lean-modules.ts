import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Modules that the library and puppeteer load and that nothing of ours ever calls: installing browsers (`@puppeteer/
 * browsers` and its command line), logins kept in a cloud store (RemoteAuth), stickers made with ffmpeg, and media
 * fetched from addresses. Each process of a session would hold them.
 */
const NEVER_CALLED = new Set([
  'proxy-agent',
  'yargs',
  'yargs/helpers',
  'extract-zip',
  'tar-fs',
  'fs-extra',
  'unzipper',
  'archiver',
  'fluent-ffmpeg',
  'node-webpmux',
  'node-fetch',
  'mime',
]);
/** Only where these packages ask for them: a plugin or our own code gets the real ones. */
const ASKED_BY = /\/node_modules\/(whatsapp-web\.js|@puppeteer\/browsers)\//;
const EMPTY = 'waqtor:never-called';
/** A client tells the module of ffmpeg where its program lies, sticker or not. */
const EMPTY_SOURCE = 'module.exports = { setFfmpegPath() {} };';

/** Beside the bundle of a session's process (scripts/local/session-child-bundle.ts); beside the sources there is none. */
const LEAN_PUPPETEER = new URL('./puppeteer.cjs', import.meta.url);

/**
 * Must run before the library is imported: an import that is not behind this call in the bundle, too, has loaded all
 * of them before it begins.
 */
export const leaveOutUncalledModules = (): void => {
  const isBundled = existsSync(fileURLToPath(LEAN_PUPPETEER));
  registerHooks({
    resolve: (specifier, context, next) => {
      if (!ASKED_BY.test(context.parentURL ?? '')) return next(specifier, context);
      if (NEVER_CALLED.has(specifier)) return { url: EMPTY, format: 'commonjs', shortCircuit: true };
      if (specifier !== 'puppeteer') return next(specifier, context);
      if (isBundled) return { url: LEAN_PUPPETEER.href, format: 'commonjs', shortCircuit: true };
      // The difference between both is the download of a browser and its configuration files.
      return next('puppeteer-core', context);
    },
    load: (url, context, next) =>
      url === EMPTY ? { format: 'commonjs', source: EMPTY_SOURCE, shortCircuit: true } : next(url, context),
  });
};
