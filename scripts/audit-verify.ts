/** `npm run audit:verify`: is every row of the audit what it was when it was sealed? */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { AuditVerification } from '@waqtor/contracts';

const HELP = `npm run audit:verify -- [options]     compares every row of the audit with its sealed chain

  --url URL      address of the API      [apiUrl of DIR/dev.json]
  --data DIR     folder of a local run   [.waqtor]
  --json         print the answer as JSON
  --help         this text

The workspace is that of the API key in WAQTOR_API_KEY (scope audit:read); without --url a local
run's own key is taken when the variable is not set.

Ends with 0: intact, 1: rows were altered, taken away or put in, 2: could not be asked.`;

/** A chain of some 100,000 rows is read in a few seconds. */
const TIMEOUT_MS = 120_000;

const EXIT = { intact: 0, faults: 1, cannotAsk: 2 } as const;

/** Why there is no answer: one sentence that says what to do. */
class CannotAsk extends Error {}

interface Target {
  url: string;
  apiKey: string;
}

const readTarget = (options: { url?: string | undefined; data: string }): Target => {
  const fromEnvironment = process.env.WAQTOR_API_KEY;
  if (options.url !== undefined) {
    if (!fromEnvironment) throw new CannotAsk('Set WAQTOR_API_KEY to a key with the scope audit:read.');
    return { url: options.url, apiKey: fromEnvironment };
  }
  const file = path.resolve(options.data, 'dev.json');
  try {
    const dev = JSON.parse(readFileSync(file, 'utf8')) as { apiUrl?: string; apiKey?: string };
    const apiKey = fromEnvironment ?? dev.apiKey;
    if (dev.apiUrl && apiKey) return { url: dev.apiUrl, apiKey };
  } catch {
    // No local run, or none that we can read: the sentence below says what to do.
  }
  throw new CannotAsk(`${file} names no API: start one by npm start, or name one with --url and WAQTOR_API_KEY.`);
};

const ask = async ({ url, apiKey }: Target): Promise<AuditVerification> => {
  let response: Response;
  try {
    response = await fetch(new URL('/api/audit/verify', url), {
      headers: { 'x-api-key': apiKey, 'accept-language': 'en' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new CannotAsk(`${url} did not answer.`, { cause });
  }
  const text = await response.text();
  let body: Partial<AuditVerification> & { title?: string; detail?: string };
  try {
    body = JSON.parse(text) as typeof body;
  } catch (cause) {
    throw new CannotAsk(`${url} answered ${response.status}, but not as the API does.`, { cause });
  }
  if (response.ok && typeof body.isIntact === 'boolean') return body as AuditVerification;
  throw new CannotAsk(`${url} answered ${response.status}: ${[body.title, body.detail].filter(Boolean).join(' ')}`);
};

const WORDS = {
  altered: 'is not what was sealed',
  missing: 'was sealed and is gone',
  foreign: 'claims a place in the chain that it never had',
} as const;

const rows = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);

/** The answer in words, a line each. */
const describe = (found: AuditVerification): string[] => [
  ...found.faults.map(
    ({ seq, id, fault }) => `✗ ${id ?? 'a row'}${seq === null ? '' : ` (place ${seq})`} ${WORDS[fault]}`,
  ),
  found.isIntact
    ? `✓ ${rows(found.sealedRows)} sealed, each as it was.`
    : `✗ The audit was tampered with; ${rows(found.sealedRows)} sealed, the first ${found.faults.length} faults are above.`,
  ...(found.head ? [`  The chain ends at ${found.head.seq}: ${found.head.hash}`] : []),
  found.unsealedRows === 0
    ? '  Nothing waits to be sealed.'
    : `  ${rows(found.unsealedRows)} not sealed yet: a change of ${found.unsealedRows === 1 ? 'it' : 'these'} would not be found.`,
];

const main = async (): Promise<number> => {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        url: { type: 'string' },
        data: { type: 'string', default: '.waqtor' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    console.error(`${(error as Error).message.split('.')[0]}. See npm run audit:verify -- --help.`);
    return EXIT.cannotAsk;
  }
  if (values.help) {
    console.log(HELP);
    return EXIT.intact;
  }
  try {
    const found = await ask(readTarget(values));
    console.log(values.json ? JSON.stringify(found, null, 2) : describe(found).join('\n'));
    return found.isIntact ? EXIT.intact : EXIT.faults;
  } catch (error) {
    if (!(error instanceof CannotAsk)) throw error;
    console.error(error.message);
    return EXIT.cannotAsk;
  }
};

process.exitCode = await main();
