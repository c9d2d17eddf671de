import { registerHooks } from 'node:module';

/**
 * Modules that the library and puppeteer load and that nothing of ours ever calls: installing browsers (`@puppeteer/
 * browsers` and its command line), and logins kept in a cloud store (RemoteAuth). Each process of a session would hold
 * them; left out they save about a third of what the library takes (docs/reference/benchmarks.md, sessions).
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
]);
/** Only where these packages ask for them: a plugin or our own code gets the real ones. */
const ASKED_BY = /\/node_modules\/(whatsapp-web\.js|@puppeteer\/browsers)\//;
const EMPTY = 'waqtor:never-called';

/** Must run before the library is imported. */
export const leaveOutUncalledModules = (): void => {
  registerHooks({
    resolve: (specifier, context, next) => {
      if (!ASKED_BY.test(context.parentURL ?? '')) return next(specifier, context);
      if (NEVER_CALLED.has(specifier)) return { url: EMPTY, format: 'commonjs', shortCircuit: true };
      // The difference between both is the download of a browser and its configuration files.
      return next(specifier === 'puppeteer' ? 'puppeteer-core' : specifier, context);
    },
    load: (url, context, next) =>
      url === EMPTY ? { format: 'commonjs', source: 'module.exports = {};', shortCircuit: true } : next(url, context),
  });
};
