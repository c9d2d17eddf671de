import { readFileSync } from 'node:fs';
import { dataPaths } from '../local/data-dir.ts';
import { UsageError } from '../local/options.ts';

export interface Deployment {
  /** Origin, without `/api`. */
  url: string;
  secret: string;
}

const readJson = (file: string): Record<string, unknown> => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: run npm start first, or name a deployment with --url.`, { cause });
  }
};

/** Whom to ask, and the secret that its operator knows: of `--url`, or of the local run in the data folder. */
export const findDeployment = (
  options: { url: string | null; dataDir: string },
  environment: Readonly<Record<string, string | undefined>>,
): Deployment => {
  if (options.url !== null) {
    const secret = environment.WAQTOR_BOOTSTRAP_SECRET;
    if (!secret) throw new UsageError('Set WAQTOR_BOOTSTRAP_SECRET to the secret of that deployment.');
    return { url: options.url, secret };
  }
  const paths = dataPaths(options.dataDir);
  const { apiUrl } = readJson(paths.devJson);
  const { bootstrapSecret } = readJson(paths.secrets);
  if (typeof apiUrl !== 'string' || typeof bootstrapSecret !== 'string') {
    throw new UsageError(`${paths.root} is not the folder of a local run: name another with --data DIR.`);
  }
  return { url: apiUrl, secret: bootstrapSecret };
};
