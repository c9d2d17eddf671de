/** `npm run access-code`: a code that opens locked features of a workspace. */
import type { AccessCode, Problem } from '@waqtor/contracts';
import { findDeployment } from './access-code/deployment.ts';
import type { Deployment } from './access-code/deployment.ts';
import { HELP, parseOptions } from './access-code/options.ts';
import type { AccessCodeOptions } from './access-code/options.ts';
import { UsageError } from './local/options.ts';

const DEADLINE_MS = 20_000;

const sentenceOf = ({ title, detail, errors = [] }: Problem): string =>
  [title, ...errors.map(({ pointer, message }) => `${pointer} ${message}.`), detail].join(' ');

const requestCode = async ({ url, secret }: Deployment, options: AccessCodeOptions): Promise<AccessCode> => {
  const { workspaceId, gates, days, expiresInDays } = options;
  let response: Response;
  try {
    response = await fetch(`${url}/api/operator/access-codes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-waqtor-bootstrap': secret },
      body: JSON.stringify({ workspaceId, gates, days, ...(expiresInDays === null ? {} : { expiresInDays }) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch (cause) {
    throw new UsageError(`${url} does not answer: is it running there?`, { cause });
  }
  if (response.status === 404) {
    throw new UsageError('There is no such workspace, or the bootstrap secret is not the one of this deployment.');
  }
  if (!response.ok) throw new UsageError(sentenceOf((await response.json()) as Problem));
  return (await response.json()) as AccessCode;
};

try {
  const options = parseOptions(process.argv.slice(2), process.cwd());
  if (options === 'help') console.log(HELP);
  else {
    const made = await requestCode(findDeployment(options, process.env), options);
    console.log(made.code);
    console.error(
      `Opens ${made.gates.join(', ')} of ${made.workspaceId} for ${made.days} days; to be used once, before ${made.expiresAt}.`,
    );
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
