import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { idSchema } from '@waqtor/contracts';
import { systemClock } from '../clock.ts';
import { ConfigError, type Environment } from '../config.ts';
import { environmentSchema } from '../config-environment.ts';
import { sessionFolder } from '../hosted-session.ts';
import { takeSnapshot } from '../snapshot/take-snapshot.ts';
import { Store, hasStore } from '../store/store.ts';
import { silentLog } from '../telemetry/log.ts';
import { type Command, dataDirOf, volumeDirOf } from './command.ts';
import { askHost, refusalOf } from './host-socket.ts';

const USAGE = `Usage: waqtor-host snapshot SESSION FILE [--stop] [--data DIR]

  --stop   end the session's browser while the copy is made, when the host runs

Writes an encrypted copy of the login of one session (AES-256-GCM under WAQTOR_FLEET_KEY of the host). The login is the
whole account: keep the file as you would keep the phone. Restoring an old login is unproved on the real network.
`;

/** The fleet key of the environment. Throws ConfigError when it is absent or wrong. */
export const fleetKeyOf = (env: Environment): Buffer => {
  const parsed = environmentSchema.shape.WAQTOR_FLEET_KEY.safeParse(env.WAQTOR_FLEET_KEY);
  if (!parsed.success) throw new ConfigError(parsed.error.issues[0]?.message ?? 'WAQTOR_FLEET_KEY is wrong.');
  if (parsed.data === null) throw new ConfigError('WAQTOR_FLEET_KEY is missing: make one with `waqtor-host key`.');
  return parsed.data;
};

const fromDisk = (env: Environment, sessionId: string): Readable => {
  const dataDir = dataDirOf(env);
  const key = fleetKeyOf(env);
  const profileDir = join(sessionFolder(volumeDirOf(env), sessionId), 'profile');
  if (!hasStore(dataDir) || !existsSync(profileDir))
    throw new ConfigError('There is no login of this session in the data folder.');
  const store = new Store(dataDir, systemClock, silentLog);
  const storeId = store.storeIdOf(sessionId);
  const archive = takeSnapshot({ sessionId, profileDir, storeId, takenAtMs: Date.now(), key });
  // Locked while it is read: a host that starts meanwhile would drive the login that is copied.
  archive.once('close', () => store.close());
  return archive;
};

const run: Command['run'] = async ({ env, positionals, options, say }) => {
  const [sessionId = '', file = ''] = positionals;
  if (!idSchema('ses').safeParse(sessionId).success)
    throw new ConfigError('The session is named by its id, such as ses_01…; see waqtor-host status.');
  if (existsSync(file)) throw new ConfigError('The file exists already; choose another name.');
  const query = `session=${sessionId}${options.stop ? '&stop' : ''}`;
  const answer = await askHost(dataDirOf(env), 'POST', `/snapshot?${query}`);
  if (answer && answer.statusCode !== 200) throw await refusalOf(answer);
  const source = answer ?? fromDisk(env, sessionId);
  const partial = `${file}.partial`;
  try {
    await pipeline(source, createWriteStream(partial, { mode: 0o600, flags: 'wx', flush: true }));
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true });
    throw new ConfigError('The snapshot could not be written; no file was left.', { cause });
  }
  say('The snapshot is written. Keep it apart from WAQTOR_FLEET_KEY.');
  return 0;
};

export const snapshotCommand: Command = {
  name: 'snapshot',
  summary: 'write an encrypted copy of the login of a session',
  usage: USAGE,
  options: { stop: { type: 'boolean' } },
  positionals: { least: 2, most: 2 },
  run,
};
