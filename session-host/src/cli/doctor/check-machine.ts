import { readFileSync, readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { HostConfig } from '../../config.ts';
import { isFolderForeign, sessionFolder } from '../../hosted-session.ts';
import { SESSION_BYTES, capacityOf } from '../../telemetry/capacity.ts';
import { machineMemory } from '../../telemetry/machine-memory.ts';
import { type Check, failed, note, ok } from './check.ts';

const LEAST_NODE = 24;
/** A browser and its pipes take some; each session is a process of its own with its own limit. */
const LEAST_OPEN_FILES = 1024;
const SMALL_SHM_BYTES = 64 * 1024 * 1024;

export const checkNode = (version: string = process.versions.node): Check =>
  Number(version.split('.')[0]) >= LEAST_NODE
    ? ok(`Node ${version} is new enough.`)
    : failed(`Node ${version} is too old: install Node ${LEAST_NODE} or newer.`);

export const checkMemory = (
  config: Pick<HostConfig, 'capacity' | 'engine'>,
  held: number,
  memory = machineMemory(),
): Check => {
  if (memory === null) return note('The free memory cannot be read on this system; WAQTOR_HOST_CAPACITY alone counts.');
  const places = capacityOf({
    limit: config.capacity,
    held,
    availableBytes: memory.availableBytes,
    sessionBytes: [],
    defaultSessionBytes: SESSION_BYTES[config.engine.kind],
  });
  if (places >= config.capacity) return ok(`There is memory for all ${config.capacity} sessions.`);
  if (places > 0)
    return note(`There is memory for ${places} of ${config.capacity} sessions; it takes no more until there is more.`);
  return failed('There is no memory for a session: end other programs or give the machine more memory.');
};

export const checkOpenFiles = (limits: string = readLimits()): Check => {
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  if (soft === undefined) return note('The limit of open files cannot be read on this system.');
  return soft === 'unlimited' || Number(soft) >= LEAST_OPEN_FILES
    ? ok(`${soft} files may be open.`)
    : failed(
        `Only ${soft} files may be open: raise it to ${LEAST_OPEN_FILES} (ulimit -n, or LimitNOFILE= of the unit).`,
      );
};

const readLimits = (): string => {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // Not Linux.
    return '';
  }
};

/** Chromium is told to do without it, so that a small one is no fault. */
export const checkSharedMemory = (): Check => {
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks >= SMALL_SHM_BYTES
      ? ok('/dev/shm is large enough.')
      : note('/dev/shm is small; Chromium uses files in /tmp instead, which is slower.');
  } catch {
    // Not Linux, or a container without it.
    return note('/dev/shm is not there; Chromium uses files in /tmp instead.');
  }
};

export const checkUser = (): Check =>
  process.getuid?.() === 0
    ? note('The host runs as root, so Chromium runs without its sandbox (--no-sandbox): give it a user of its own.')
    : ok('The host does not run as root.');

const sessionsIn = (volumeDir: string): string[] => {
  try {
    return readdirSync(join(volumeDir, 'sessions')).filter((name) => name.startsWith('ses_'));
  } catch {
    // No session was ever here.
    return [];
  }
};

const isLocked = (profileDir: string): boolean => {
  try {
    return readdirSync(profileDir).includes('SingletonLock');
  } catch {
    // No profile yet, or one of another user, which is told of by itself.
    return false;
  }
};

/** Logins of another user, and locks that a killed browser left. */
export const checkLogins = (volumeDir: string, isRunning: boolean): Check[] => {
  const folders = sessionsIn(volumeDir).map((sessionId) => sessionFolder(volumeDir, sessionId));
  const foreign = folders.filter(isFolderForeign);
  const locked = isRunning ? [] : folders.filter((folder) => isLocked(join(folder, 'profile')));
  return [
    foreign.length === 0
      ? ok(`All ${folders.length} login folders belong to this user.`)
      : failed(`${foreign.length} login folders belong to another user: give them to the user of the host (chown -R).`),
    ...(locked.length === 0
      ? []
      : [note(`${locked.length} profiles have the lock of a browser that was killed; the next start removes it.`)]),
  ];
};
