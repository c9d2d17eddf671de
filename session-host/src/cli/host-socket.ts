import { type IncomingMessage, request } from 'node:http';
import { controlSocketPath } from '../admin/control-socket.ts';
import { type HostStatus, hostStatusSchema } from '../admin/host-status.ts';
import { ConfigError } from '../config.ts';

const NOT_RUNNING = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']);
/** The end of a browser before a snapshot is the longest that an answer takes. */
const SILENCE_MS = 20_000;
const MAX_ANSWER_CHARS = 4_000_000;

/** Asks the host that runs on this data folder; null when none does. */
export const askHost = (dataDir: string, method: 'GET' | 'POST', path: string): Promise<IncomingMessage | null> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath: controlSocketPath(dataDir), method, path }, resolve);
    asked.once('error', (error: NodeJS.ErrnoException) => {
      if (NOT_RUNNING.has(error.code ?? '')) resolve(null);
      else if (error.code === 'EACCES')
        reject(new ConfigError('The host runs as another user; use its user (or root) for this command.'));
      else reject(new ConfigError('The running host does not answer; see its log.', { cause: error }));
    });
    // A host that hangs (a stopped process, a disk that does not answer) keeps the socket open and says nothing.
    asked.setTimeout(SILENCE_MS, () => asked.destroy(new Error('The host says nothing')));
    asked.end();
  });

export const textOf = async (answer: IncomingMessage): Promise<string> => {
  let text = '';
  answer.setEncoding('utf8');
  for await (const part of answer as AsyncIterable<string>) {
    text += part;
    if (text.length > MAX_ANSWER_CHARS) throw new ConfigError('The answer of the host is too long.');
  }
  return text;
};

/** The sentence of a host that refused. */
export const refusalOf = async (answer: IncomingMessage): Promise<ConfigError> => {
  const text = await textOf(answer);
  try {
    return new ConfigError(String((JSON.parse(text) as { message?: unknown }).message));
  } catch (cause) {
    return new ConfigError('The host refused; see its log.', { cause });
  }
};

/** Null when no host runs on this data folder. Throws ConfigError when it answers something else. */
export const askStatus = async (
  dataDir: string,
  method: 'GET' | 'POST' = 'GET',
  path = '/status',
): Promise<HostStatus | null> => {
  const answer = await askHost(dataDir, method, path);
  if (!answer) return null;
  if (answer.statusCode !== 200) throw await refusalOf(answer);
  try {
    return hostStatusSchema.parse(JSON.parse(await textOf(answer)));
  } catch (cause) {
    throw new ConfigError('The running host is of another version; use the command of that version.', { cause });
  }
};
