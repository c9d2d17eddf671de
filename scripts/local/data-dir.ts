import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { UsageError } from './options.ts';

/** Everything that a local run keeps, in one folder (mode 0700, because WhatsApp logins lie in it). */
export const dataPaths = (dir: string) => ({
  root: dir,
  devJson: path.join(dir, 'dev.json'),
  secrets: path.join(dir, 'secrets.json'),
  lock: path.join(dir, 'start.pid'),
  edge: path.join(dir, 'edge'),
  host: path.join(dir, 'host'),
  simulator: path.join(dir, 'simulator'),
  logs: path.join(dir, 'logs'),
  mail: path.join(dir, 'mail'),
});
export type DataPaths = ReturnType<typeof dataPaths>;

export interface LocalSecrets {
  authSecret: string;
  dataKey: string;
  bootstrapSecret: string;
  demoEmail: string;
  demoPassword: string;
  /** Kept so that the simulator answers at the same address after a restart. */
  simulatorPort: number | null;
}

/** Written whole or not at all: a crash while writing never leaves half a file. */
export const writeFileAtomic = (file: string, text: string): void => {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
};

export const prepareDataDir = (dir: string, isFresh: boolean): DataPaths => {
  const paths = dataPaths(dir);
  try {
    if (isFresh && existsSync(dir)) {
      if (!existsSync(paths.secrets) && existsSync(path.join(dir, 'package.json'))) {
        throw new UsageError(`${dir} does not look like a WaQtor data folder; --fresh will not empty it.`);
      }
      rmSync(dir, { recursive: true, force: true });
    }
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    for (const folder of [paths.edge, paths.host, paths.simulator, paths.logs])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.R_OK | constants.W_OK);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `The data folder ${dir} cannot be read and written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}): give this user the rights, or choose another with --data DIR.`,
      { cause: error },
    );
  }
  return paths;
};

/** Made at the first start, read at every later one; none stands in code. */
export const loadSecrets = (paths: DataPaths): LocalSecrets => {
  if (existsSync(paths.secrets)) {
    try {
      return JSON.parse(readFileSync(paths.secrets, 'utf8')) as LocalSecrets;
    } catch (error) {
      throw new UsageError(
        `${paths.secrets} is damaged: restore it from a copy, or begin anew with --fresh (this forgets logins and messages).`,
        { cause: error },
      );
    }
  }
  const secrets: LocalSecrets = {
    authSecret: randomBytes(32).toString('base64url'),
    dataKey: randomBytes(32).toString('base64'),
    bootstrapSecret: randomBytes(24).toString('base64url'),
    demoEmail: 'demo@waqtor.local',
    demoPassword: randomBytes(9).toString('base64url'),
    simulatorPort: null,
  };
  writeFileAtomic(paths.secrets, JSON.stringify(secrets, null, 2));
  return secrets;
};
