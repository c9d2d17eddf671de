import { systemClock } from './clock.ts';
import { ConfigError, describeConfig, prepareDataDir, readConfig } from './config.ts';
import { Host } from './host.ts';
import { createChildEngines } from './sessions/child-engine.ts';
import { killLeftovers } from './sessions/process-tree.ts';
import { errorName, stderrLog } from './telemetry/log.ts';
import { HOST_VERSION } from './version.ts';

const HELP = `waqtor-host ${HOST_VERSION}: keeps WhatsApp sessions alive and dials out to the edge.

Usage: node session-host/src/main.ts [--help | --version | --check]

  --check     read the configuration, print it without secrets, and end

Settings (environment):
  WAQTOR_EDGE_URL         origin of the edge, for example https://api.example.com (needed)
  WAQTOR_HOST_DATA        folder of the logins and the store, made private (needed)
  WAQTOR_ENGINE           simulator (default), memory, or real
  WAQTOR_SIMULATOR_URL    address of the simulator (simulator and memory only)
  WAQTOR_CHROMIUM         path of the browser; found by itself when not given
  WAQTOR_HOST_NAME        name that people see; the machine's name by default
  WAQTOR_ENROLMENT_CODE   one-time code, needed until the host is enrolled
  WAQTOR_HOST_CAPACITY    sessions that this host takes (20)
  WAQTOR_LOG_LEVEL        debug, info (default), warn, error

Prints {"ready":true,"hostId":…} on stdout when the control link is up; logs are JSON lines on stderr.
Ends with 0 after SIGTERM or SIGINT, with 2 when a setting or the enrolment must be corrected.
`;

const EXIT_CONFIG = 2;
/** The second signal, or a stop that hangs. */
const FORCED_EXIT_MS = 10_000;

const run = async (): Promise<void> => {
  const config = readConfig(process.env);
  if (process.argv.includes('--check')) {
    process.stdout.write(`${JSON.stringify(describeConfig(config))}\n`);
    return;
  }
  prepareDataDir(config.dataDir);
  const log = stderrLog(config.logLevel);
  log.info('The host starts', { version: HOST_VERSION, ...describeConfig(config) });
  // A defect in one session must not take the others with it; what matters is on disk.
  process.on('unhandledRejection', (error) => log.error('A rejection was not handled', { error: errorName(error) }));

  const host = new Host({
    config,
    clock: systemClock,
    log,
    engines: (storeId, capabilities) => {
      const killed = killLeftovers(storeId);
      if (killed > 0) log.warn('Processes of an earlier start were ended', { count: killed });
      return createChildEngines({
        engine: config.engine,
        marker: storeId,
        childFile: config.sessionChild,
        capabilities,
        log,
      });
    },
    onReady: (hostId) => process.stdout.write(`${JSON.stringify({ ready: true, hostId })}\n`),
    onFatal: (error) => {
      void host.stop().finally(() => fail(error));
    },
  });

  const stop = (): void => {
    setTimeout(() => process.exit(1), FORCED_EXIT_MS).unref();
    void host.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await host.start();
};

const fail = (error: unknown): never => {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIG);
  }
  process.stderr.write(`The host could not start (${errorName(error)}).\n`);
  process.exit(1);
};

if (process.argv.includes('--help')) process.stdout.write(HELP);
else if (process.argv.includes('--version')) process.stdout.write(`${HOST_VERSION}\n`);
else run().catch(fail);
