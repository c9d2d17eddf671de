import { systemClock } from '../clock.ts';
import { ConfigError, type HostConfig, readConfig } from '../config.ts';
import { Store, hasStore } from '../store/store.ts';
import { silentLog } from '../telemetry/log.ts';
import { type Command, dataDirOf, volumeDirOf } from './command.ts';
import { checkChromium } from './doctor/check-chromium.ts';
import { checkAccepted, checkEdge, checkSimulator } from './doctor/check-edge.ts';
import { checkFolder } from './doctor/check-folder.ts';
import {
  checkLogins,
  checkMemory,
  checkNode,
  checkOpenFiles,
  checkSharedMemory,
  checkUser,
} from './doctor/check-machine.ts';
import { type Check, checkLine, failed, ok } from './doctor/check.ts';
import { askStatus } from './host-socket.ts';

const USAGE = `Usage: waqtor-host doctor [--data DIR]

Looks at everything that a host needs, one sentence each: ✓ good, ! worth knowing, ✗ wrong and what to do.
Ends with 1 when something is wrong. Changes nothing.
`;

type Running = Awaited<ReturnType<typeof askStatus>>;

/** Asks the running host, or the edge in its name. */
const checkEnrolment = async (config: HostConfig, running: Running): Promise<Check> => {
  if (running) {
    if (running.isConnected) return ok('The host runs and is connected.');
    return failed(
      `The host runs and is not connected (${running.clockFault ?? running.refusal ?? 'the edge does not answer'}).`,
    );
  }
  const missing = failed('The host is not enrolled: create a one-time code and run waqtor-host enroll.');
  if (!hasStore(config.dataDir)) return missing;
  const store = new Store(config.dataDir, systemClock, silentLog);
  const { hostId } = store;
  store.close();
  return hostId === null ? missing : checkAccepted(config.edgeUrl, config.dataDir, hostId);
};

const settings = (read: () => HostConfig): { config: HostConfig | null; checks: Check[] } => {
  try {
    return { config: read(), checks: [ok('The settings are right.')] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: null, checks: error.message.split('\n').map(failed) };
  }
};

const run: Command['run'] = async ({ env, say }) => {
  const dataDir = dataDirOf(env);
  const volumeDir = volumeDirOf(env);
  let hasFailed = false;
  const tell = (...checks: Check[]): void => {
    for (const check of checks) say(checkLine(check));
    hasFailed ||= checks.some(({ state }) => state === 'failed');
  };
  const { config, checks } = settings(() => readConfig(env));
  tell(checkNode(), ...checks, ...checkFolder('data folder', dataDir));
  if (volumeDir !== dataDir) tell(...checkFolder('folder of logins', volumeDir));
  const running = await askStatus(dataDir);
  if (config) {
    const edge = await checkEdge(config.edgeUrl);
    tell(...edge);
    if (edge[0]?.state === 'ok') tell(await checkEnrolment(config, running));
    if (config.engine.simulatorUrl !== null) tell(await checkSimulator(config.engine.simulatorUrl));
    if (config.engine.kind !== 'memory') tell(...(await checkChromium(config.engine.chromiumPath)));
    tell(checkMemory(config, running?.sessions.length ?? 0));
  }
  tell(checkUser(), checkOpenFiles(), checkSharedMemory(), ...checkLogins(volumeDir, running !== null));
  return hasFailed ? 1 : 0;
};

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'look at everything that a host needs, and say what is wrong',
  usage: USAGE,
  options: {},
  positionals: { least: 0, most: 0 },
  run,
};
