/** `npm start` under Node 24: every part of the product on this machine, supervised, until Ctrl-C. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_ADMIN_PORT } from '../../session-host/src/config-environment.ts';
import { buildStale, DIST } from './build.ts';
import { requireChromium } from './chromium.ts';
import { type DataPaths, loadSecrets, type LocalSecrets, prepareDataDir, writeFileAtomic } from './data-dir.ts';
import { startMailCatcher } from './mail-catcher.ts';
import type { MailCatcher } from './mail-catcher.ts';
import { HELP, parseOptions, type StartOptions, UsageError } from './options.ts';
import { Part } from './part.ts';
import { freePort, isPortFree } from './ports.ts';
import { endLeftovers, isStartProcess } from './processes.ts';
import { endOrphanedRuntime } from './runtime-process.ts';
import { seed, waitForSession } from './seed.ts';

const PART_READY_MS = 30_000;
const SESSION_READY_MS = 30_000;

const startedAt = Date.now();
const say = (line: string): void =>
  console.error(`· ${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${line}`);

const parts: Part[] = [];
let lockFile: string | null = null;
let isEnding = false;

const end = async (code: number): Promise<never> => {
  if (!isEnding) {
    isEnding = true;
    // The host first: its sessions close in order while the edge still takes their last events.
    for (const part of [...parts].reverse()) await part.stop();
    if (lockFile) rmSync(lockFile, { force: true });
  }
  process.exit(code);
};

const onFatal = (name: string, lastLine: string): void => {
  console.error(`The ${name} cannot run: ${lastLine}`);
  void end(2);
};

const takeLock = (paths: DataPaths): void => {
  if (existsSync(paths.lock)) {
    const pid = Number(readFileSync(paths.lock, 'utf8'));
    if (isStartProcess(pid)) {
      throw new UsageError(
        `WaQtor already runs on ${paths.root} (process ${pid}): stop it, or choose another folder with --data DIR.`,
      );
    }
  }
  lockFile = paths.lock;
  writeFileSync(paths.lock, String(process.pid));
};

const startSimulator = async (paths: DataPaths, secrets: LocalSecrets): Promise<string> => {
  if (secrets.simulatorPort === null || !(await isPortFree(secrets.simulatorPort))) {
    secrets.simulatorPort = await freePort();
    writeFileAtomic(paths.secrets, JSON.stringify(secrets, null, 2));
  }
  const simulator = new Part({
    name: 'simulator',
    script: 'session-host/simulator/main.ts',
    args: ['--port', String(secrets.simulatorPort), '--data', paths.simulator],
    env: {},
    logFile: path.join(paths.logs, 'simulator.log'),
    isReady: (line) => typeof line.url === 'string',
    onRestart: () => say('The simulator was restarted'),
    onFatal,
  });
  parts.push(simulator);
  const line = await simulator.start(PART_READY_MS);
  return String(line.url);
};

const startEdge = async (
  options: StartOptions,
  paths: DataPaths,
  secrets: LocalSecrets,
  phoneUrl: string | null,
  mail: MailCatcher | null,
  onRestart: () => void,
): Promise<Part> => {
  const edge = new Part({
    name: 'edge',
    script: 'scripts/local/edge.ts',
    args: ['--port', String(options.port), '--data', paths.edge],
    env: {
      WAQTOR_MODE: options.isReal ? 'live' : 'simulator',
      WAQTOR_PUBLIC_URL: `http://localhost:${options.port}`,
      WAQTOR_AUTH_SECRET: secrets.authSecret,
      WAQTOR_DATA_KEY: secrets.dataKey,
      WAQTOR_BOOTSTRAP_SECRET: secrets.bootstrapSecret,
      WAQTOR_OWN_PORTS: process.env.WAQTOR_HOST_ADMIN_PORT ?? String(DEFAULT_ADMIN_PORT),
      ...(mail ? { WAQTOR_MAIL_URL: mail.url, WAQTOR_MAIL_TOKEN: mail.token } : {}),
      ...(phoneUrl ? { WAQTOR_VIRTUAL_PHONE_URL: phoneUrl } : {}),
    },
    logFile: path.join(paths.logs, 'edge.log'),
    isReady: (line) => line.ready === true,
    onRestart,
    onFatal,
  });
  parts.push(edge);
  await edge.start(PART_READY_MS);
  return edge;
};

const startHost = async (
  options: StartOptions,
  paths: DataPaths,
  chromium: string,
  simulatorUrl: string | null,
  enrolmentCode: string | null,
  onRestart: () => void,
): Promise<Part> => {
  const host = new Part({
    name: 'session host',
    script: 'session-host/src/main.ts',
    args: ['--data', paths.host],
    env: {
      WAQTOR_EDGE_URL: `http://127.0.0.1:${options.port}`,
      WAQTOR_HOST_DATA: paths.host,
      WAQTOR_HOST_NAME: 'local',
      WAQTOR_ENGINE: process.env.WAQTOR_ENGINE ?? (options.isReal ? 'real' : 'simulator'),
      WAQTOR_CHROMIUM: chromium,
      WAQTOR_SESSION_CHILD: path.join(DIST, 'host/session-child.cjs'),
      ...(enrolmentCode ? { WAQTOR_ENROLMENT_CODE: enrolmentCode } : {}),
      ...(simulatorUrl ? { WAQTOR_SIMULATOR_URL: simulatorUrl } : {}),
    },
    logFile: path.join(paths.logs, 'host.log'),
    isReady: (line) => line.ready === true,
    onRestart,
    onFatal,
  });
  parts.push(host);
  await host.start(PART_READY_MS);
  return host;
};

const openBrowser = (url: string): void => {
  const command = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .on('error', () => say(`Open ${url} in a browser`))
    .unref();
};

const main = async (): Promise<void> => {
  const options = parseOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (options === 'help') {
    console.log(HELP);
    return;
  }
  const paths = prepareDataDir(options.dataDir, options.isFresh);
  takeLock(paths);
  endOrphanedRuntime(paths.edge);
  const leftovers = endLeftovers(paths.root);
  if (leftovers > 0) say(`Ended ${leftovers} processes that an earlier run left behind`);
  if (!(await isPortFree(options.port))) {
    throw new UsageError(
      `Port ${options.port} is taken by another program: stop that one, or choose another port, for example npm start -- --port ${options.port + 1}`,
    );
  }
  const secrets = loadSecrets(paths);
  const chromium = requireChromium(say);
  say('Building what changed');
  await buildStale((name) => say(`Building ${name}`));

  const url = `http://localhost:${options.port}`;
  const simulatorUrl = options.isReal ? null : await startSimulator(paths, secrets);
  if (simulatorUrl) say(`Simulator and virtual phone at ${simulatorUrl}`);
  const writeDevJson = (): void => {
    devJson.pids = { edge: edge.pid, host: host?.pid ?? 0, simulator: simulatorUrl ? (parts[0] as Part).pid : 0 };
    writeFileAtomic(paths.devJson, `${JSON.stringify(devJson, null, 2)}\n`);
  };
  let host: Part | null = null;
  // Somebody who runs a shop on this machine names a mail service; everybody else reads the mails as files.
  const mail = process.env.WAQTOR_MAIL_URL ? null : await startMailCatcher(paths.mail);
  const edge = await startEdge(options, paths, secrets, simulatorUrl, mail, () => {
    say('The edge was restarted');
    writeDevJson();
  });
  say('Edge (four Workers) is up');
  const seeded = await seed(url, paths, secrets, options.isReal);
  const devJson = {
    url,
    apiUrl: url,
    wsUrl: `ws://localhost:${options.port}/ws`,
    email: secrets.demoEmail,
    password: secrets.demoPassword,
    apiKey: seeded.apiKey,
    workspaceId: seeded.workspaceId,
    sessionId: seeded.sessionId,
    simulator: simulatorUrl ? { url: simulatorUrl } : null,
    /** Every e-mail of this run, one file each. */
    mail: mail ? { dir: paths.mail } : null,
    pids: { edge: 0, host: 0, simulator: 0 },
  };
  host = await startHost(options, paths, chromium, simulatorUrl, seeded.enrolmentCode, () => {
    say('The session host was restarted');
    writeDevJson();
  });
  say('Session host is connected');
  const status = await waitForSession(url, seeded.apiKey, SESSION_READY_MS);
  writeDevJson();
  say(`Session is ${status}`);
  if (options.printsJson) console.log(JSON.stringify(devJson));
  else {
    console.log(`
  WaQtor runs at      ${url}
  Sign in with        ${secrets.demoEmail}
  Password            ${secrets.demoPassword}
  API key             ${seeded.apiKey}
  Virtual phone       ${simulatorUrl ?? 'none: real accounts'}
  E-mails             ${mail ? paths.mail : 'sent to WAQTOR_MAIL_URL'}
  All of this is in   ${paths.devJson}

  Ctrl-C ends it.
`);
  }
  if (options.opensBrowser) openBrowser(url);
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

try {
  await main();
} catch (error) {
  if (error instanceof UsageError) console.error(error.message);
  else console.error(error instanceof Error ? error.message : 'The start failed.');
  await end(error instanceof UsageError ? 2 : 1);
}
