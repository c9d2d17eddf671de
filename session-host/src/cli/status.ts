import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HostStatus, SessionLine } from '../admin/host-status.ts';
import { systemClock } from '../clock.ts';
import { readHostFile } from '../host-file.ts';
import { Store, hasStore } from '../store/store.ts';
import { silentLog } from '../telemetry/log.ts';
import { type Command, dataDirOf, volumeDirOf } from './command.ts';
import { askStatus } from './host-socket.ts';

const USAGE = `Usage: waqtor-host status [--data DIR] [--json]

Asks the host that runs on the data folder. Without one it says so and what lies on disk, and ends with 1.
`;

const MB = 1024 * 1024;
const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
const megabytes = (bytes: number | null): string => (bytes === null ? '-' : `${Math.round(bytes / MB)} MB`);

const sessionLine = (session: SessionLine): string => {
  const { sessionId, status, reason, memoryBytes, leaseAgeMs, restarts } = session;
  const state = `${status ?? 'not told yet'}${reason === null ? '' : ` (${reason})`}`;
  return `  ${sessionId}  ${state}  memory ${megabytes(memoryBytes)}  lease ${seconds(leaseAgeMs)} old  restarts ${restarts}`;
};

/** A running host in words, a line each. */
export const statusLines = (status: HostStatus): string[] => {
  const down = `not connected for ${seconds(status.downMs)}${status.refusal === null ? '' : ` (refused: ${status.refusal})`}`;
  return [
    `Host ${status.hostName} (${status.hostId || 'no id yet'}), version ${status.version}, engine ${status.engine}`,
    `Edge ${status.edgeUrl}: ${status.isConnected ? 'connected' : down}`,
    status.isEnrolled ? 'Enrolled' : 'Not enrolled: create a one-time code and run waqtor-host enroll',
    ...(status.clockFault === null ? [] : [status.clockFault]),
    ...(status.isDraining ? ['Draining: it takes no new session'] : []),
    `Memory ${megabytes(status.pssBytes ?? status.rssBytes)}, free ${megabytes(status.memoryAvailableBytes)}; disk free ${megabytes(status.diskFreeBytes)}`,
    `Facts that wait for the edge: ${status.outboxRows}`,
    `Sessions: ${status.sessions.length}, places: ${status.capacity}`,
    ...status.sessions.map(sessionLine),
  ];
};

/** What a host that does not run left on disk. Opens the store for a moment. */
const diskLines = (dataDir: string, volumeDir: string): string[] => {
  const file = readHostFile(dataDir);
  const edge = file === null ? [] : [`Edge ${file.edgeUrl}, engine ${file.engine}`];
  if (!hasStore(dataDir)) return [...edge, 'Nothing is on disk: the host was never started here.'];
  const store = new Store(dataDir, systemClock, silentLog);
  try {
    const logins = loginsIn(volumeDir);
    const rows = store.sessions.all();
    return [
      ...edge,
      store.hostId === null ? 'Not enrolled' : `Enrolled as ${store.hostId}`,
      ...(store.isDraining ? ['Draining: it takes no new session'] : []),
      `Facts that wait for the edge: ${store.outbox.total}`,
      `Sessions on disk: ${rows.length}`,
      ...rows.map(({ sessionId, lastState }) => {
        const login = logins.has(sessionId) ? 'a login folder' : 'no login folder';
        return `  ${sessionId}  told last: ${lastState?.status ?? 'nothing'}  ${login}`;
      }),
    ];
  } finally {
    store.close();
  }
};

const loginsIn = (volumeDir: string): Set<string> => {
  try {
    return new Set(readdirSync(join(volumeDir, 'sessions')));
  } catch {
    // No session was ever here.
    return new Set();
  }
};

const run: Command['run'] = async ({ env, options, say }) => {
  const dataDir = dataDirOf(env);
  const status = await askStatus(dataDir);
  if (status) {
    if (options.json) say(JSON.stringify(status));
    else statusLines(status).forEach(say);
    return 0;
  }
  if (options.json) say(JSON.stringify({ isRunning: false }));
  else ['No host is running on this data folder.', ...diskLines(dataDir, volumeDirOf(env))].forEach(say);
  return 1;
};

export const statusCommand: Command = {
  name: 'status',
  summary: 'say how the running host and its sessions are',
  usage: USAGE,
  options: { json: { type: 'boolean' } },
  positionals: { least: 0, most: 0 },
  run,
};
