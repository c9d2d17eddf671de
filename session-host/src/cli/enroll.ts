import { systemClock } from '../clock.ts';
import { ConfigError, prepareDataDir, readConfig } from '../config.ts';
import { enrol } from '../enrolment/enrol.ts';
import { loadIdentity } from '../enrolment/identity.ts';
import { writeHostFile } from '../host-file.ts';
import { Store } from '../store/store.ts';
import { stderrLog } from '../telemetry/log.ts';
import { type Command, dataDirOf } from './command.ts';

/** Somebody sits before the screen: the edge gets so long. */
const PATIENCE_MS = 30_000;

const USAGE = `Usage: waqtor-host enroll CODE [--edge URL] [--name NAME] [--data DIR] [--simulator URL]

  CODE             one-time code from the page Hosts of the dashboard
  --edge URL       origin of the edge, for example https://api.example.com
  --name NAME      name that people see; the machine's name by default
  --simulator URL  drive the simulator at this address instead of WhatsApp

Makes the key of this host, tells the edge its public half, and writes the settings into the data folder, so that
\`waqtor-host run --data DIR\` needs nothing else. A host that was removed enrols anew the same way.
`;

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const run: Command['run'] = async ({ env, positionals, options, say }) => {
  const dataDir = dataDirOf(env);
  const simulatorUrl = text(options.simulator) ?? env.WAQTOR_SIMULATOR_URL;
  const config = readConfig({
    ...env,
    WAQTOR_EDGE_URL: text(options.edge) ?? env.WAQTOR_EDGE_URL,
    WAQTOR_HOST_NAME: text(options.name) ?? env.WAQTOR_HOST_NAME,
    WAQTOR_ENROLMENT_CODE: positionals[0],
    WAQTOR_SIMULATOR_URL: simulatorUrl,
    WAQTOR_ENGINE: text(options.simulator) ? 'simulator' : env.WAQTOR_ENGINE || (simulatorUrl ? 'simulator' : 'real'),
  });
  prepareDataDir(dataDir);
  const log = stderrLog('warn');
  const store = new Store(dataDir, systemClock, log);
  try {
    const hostId = await enrol({
      edgeUrl: config.edgeUrl,
      code: config.enrolmentCode,
      hostName: config.hostName,
      identity: loadIdentity(dataDir),
      clock: systemClock,
      log,
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((cause: unknown) => {
      if (cause instanceof ConfigError) throw cause;
      throw new ConfigError(`The edge could not be reached within ${PATIENCE_MS / 1000} seconds; check --edge.`, {
        cause,
      });
    });
    const { edgeUrl, hostName, engine } = config;
    store.setHostId(hostId);
    writeHostFile(dataDir, { edgeUrl, hostName, engine: engine.kind, simulatorUrl: engine.simulatorUrl });
    say(`Enrolled as ${hostId}. Start it with: waqtor-host run --data ${dataDir}`);
    return 0;
  } finally {
    store.close();
  }
};

export const enrollCommand: Command = {
  name: 'enroll',
  summary: 'make this machine a host of an edge, by a one-time code',
  usage: USAGE,
  options: {
    edge: { type: 'string' },
    name: { type: 'string' },
    simulator: { type: 'string' },
  },
  positionals: { least: 1, most: 1 },
  run,
};
