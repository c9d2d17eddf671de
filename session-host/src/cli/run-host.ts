import { ControlSocket } from '../admin/control-socket.ts';
import { HealthServer } from '../admin/health-server.ts';
import { systemClock } from '../clock.ts';
import { describeConfig, prepareDataDir, prepareVolumeDir, readConfig } from '../config.ts';
import { Host } from '../host.ts';
import { createChildEngines } from '../sessions/child-engine.ts';
import { killLeftovers } from '../sessions/process-tree.ts';
import { errorName, stderrLog } from '../telemetry/log.ts';
import { HOST_VERSION } from '../version.ts';
import type { Command } from './command.ts';

/** A stop that hangs ends by force; the host itself gives up a second before. */
const FORCED_EXIT_MS = 10_000;
const FORCED_EXIT = 1;

const USAGE = `Usage: waqtor-host run [--data DIR] [--check]

  --check     read the configuration, print it without secrets, and end

Settings (environment; what the enrolment wrote into the data folder counts where they are absent):
  WAQTOR_EDGE_URL         origin of the edge, for example https://api.example.com (needed)
  WAQTOR_HOST_DATA        folder of the store and, by default, the logins; made private (needed, or --data)
  WAQTOR_HOST_VOLUME      folder of the logins, when hosts share one
  WAQTOR_HOST_REGION      where the host stands, for example riyadh-1; sessions prefer their region
  WAQTOR_ENGINE           simulator (default), memory, or real
  WAQTOR_SIMULATOR_URL    address of the simulator (simulator and memory only)
  WAQTOR_CHROMIUM         path of the browser; found by itself when not given
  WAQTOR_SESSION_CHILD    built program of a session's process; the source when not given, which takes more memory
  WAQTOR_HOST_NAME        name that people see; the machine's name by default
  WAQTOR_ENROLMENT_CODE   one-time code, needed until the host is enrolled
  WAQTOR_HOST_CAPACITY    most sessions that this host takes (20); fewer when memory is short
  WAQTOR_HOST_START_SLOTS browsers that start at the same time (number of processors)
  WAQTOR_HOST_ADMIN_PORT  port of /healthz, /readyz, /metrics (9464); 0 for none
  WAQTOR_HOST_ADMIN_HOST  address of that port (127.0.0.1); they have no password
  WAQTOR_FLEET_KEY        32 bytes in base64 that encrypt snapshots; make one with waqtor-host key
  WAQTOR_SESSION_MEMORY_SOFT_MB   a session above it is started anew when it is idle
  WAQTOR_SESSION_MEMORY_HARD_MB   a session above it is started anew at once
  WAQTOR_SESSION_RECYCLE_HOURS    a session is started anew after so long, when it is idle
  WAQTOR_LOG_LEVEL        debug, info (default), warn, error

Prints {"ready":true,"hostId":…} on stdout when the control link is up; logs are JSON lines on stderr.
Ends with 0 after SIGTERM or SIGINT (a second one ends it at once), with 2 when a setting must be corrected.
`;

const run: Command['run'] = async ({ env, options, say }) => {
  const config = readConfig(env);
  if (options.check) {
    say(JSON.stringify(describeConfig(config)));
    return 0;
  }
  prepareDataDir(config.dataDir);
  if (config.volumeDir !== config.dataDir) prepareVolumeDir(config.volumeDir);
  const log = stderrLog(config.logLevel);
  log.info('The host starts', { version: HOST_VERSION, ...describeConfig(config) });
  // A defect in one session must not take the others with it; what matters is on disk.
  process.on('unhandledRejection', (error) => log.error('A rejection was not handled', { error: errorName(error) }));
  process.on('uncaughtException', (error) => log.error('An error was not caught', { error: errorName(error) }));

  const ended = Promise.withResolvers<number>();
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
    onFatal: (error) => void stop().finally(() => ended.reject(error)),
  });
  const health = new HealthServer(host, log);
  const control = new ControlSocket(host, log);

  let isStopping = false;
  const stop = async (): Promise<void> => {
    isStopping = true;
    await host.stop();
    health.close();
    control.close();
  };
  const onSignal = (): void => {
    if (isStopping) process.exit(FORCED_EXIT);
    setTimeout(() => process.exit(FORCED_EXIT), FORCED_EXIT_MS).unref();
    void stop().then(() => ended.resolve(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  try {
    await health.listen(config.admin);
    await control.listen(config.dataDir);
    await host.start();
  } catch (error) {
    // A stop that was asked for while it waits for the edge is not a failure.
    if (!isStopping) {
      await stop();
      throw error;
    }
  }
  return ended.promise;
};

export const runCommand: Command = {
  name: 'run',
  summary: 'serve sessions until a signal comes (the default)',
  usage: USAGE,
  options: { check: { type: 'boolean' } },
  positionals: { least: 0, most: 0 },
  run,
};
