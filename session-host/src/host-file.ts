import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ConfigError, type Environment } from './config.ts';

const FILE = 'host.json';
/** What `waqtor-host enroll` settles, so that `run` needs the data folder only. No secret is in it. */
const hostFileSchema = z.object({
  edgeUrl: z.string(),
  hostName: z.string(),
  engine: z.enum(['simulator', 'real', 'memory']),
  simulatorUrl: z.string().nullable(),
});
export type HostFile = z.infer<typeof hostFileSchema>;

/** Null when there is none. Throws ConfigError when it cannot be understood. */
export const readHostFile = (dataDir: string): HostFile | null => {
  let text: string;
  try {
    text = readFileSync(join(dataDir, FILE), 'utf8');
  } catch {
    // None yet, or a folder that cannot be read: preparing the folder says so better.
    return null;
  }
  try {
    return hostFileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConfigError(`The file ${FILE} in WAQTOR_HOST_DATA is damaged: remove it and enrol again.`, { cause });
  }
};

/** Written beside and renamed: a crash leaves the old one. */
export const writeHostFile = (dataDir: string, file: HostFile): void => {
  const path = join(dataDir, FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
};

/** The environment, completed by what the enrolment wrote; the environment wins. */
export const withHostFile = (env: Environment): Environment => {
  const file = env.WAQTOR_HOST_DATA ? readHostFile(env.WAQTOR_HOST_DATA) : null;
  if (!file) return env;
  const engine = env.WAQTOR_ENGINE || file.engine;
  return {
    ...env,
    WAQTOR_EDGE_URL: env.WAQTOR_EDGE_URL || file.edgeUrl,
    WAQTOR_HOST_NAME: env.WAQTOR_HOST_NAME || file.hostName,
    WAQTOR_ENGINE: engine,
    WAQTOR_SIMULATOR_URL:
      env.WAQTOR_SIMULATOR_URL || (engine === 'real' ? undefined : (file.simulatorUrl ?? undefined)),
  };
};
