import path from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../local/options.ts';

export interface AccessCodeOptions {
  workspaceId: string;
  gates: string[];
  /** How long the code opens them, from its use. */
  days: number;
  /** How long it may be used; null: as long as the API has it by default. */
  expiresInDays: number | null;
  /** Of the deployment; null: the local one. */
  url: string | null;
  dataDir: string;
}

export const HELP = `npm run access-code -- --workspace wsp_… --gates campaigns --days 30

A four-digit code that opens locked features of one workspace, once. It is shown this once.

  --workspace ID      the workspace it is for
  --gates LIST        features, by commas: campaigns,reports,interactive
  --days N            how long it opens them, from its use
  --expires-in N      days within which it must be used           [7, at most 30]
  --data DIR          folder of the local run to ask               [.waqtor]
  --url URL           a deployment instead; its bootstrap secret is read from
                      the environment variable WAQTOR_BOOTSTRAP_SECRET
  --help              this text`;

const wholeDays = (name: string, text: string): number => {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new UsageError(`--${name} takes a number of days, for example --${name} 30.`);
  return Number(text);
};

const required = (name: string, text: string | undefined, example: string): string => {
  if (!text) throw new UsageError(`--${name} is missing, for example --${name} ${example}.`);
  return text;
};

export const parseOptions = (argv: string[], cwd: string): AccessCodeOptions | 'help' => {
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        workspace: { type: 'string' },
        gates: { type: 'string' },
        days: { type: 'string' },
        'expires-in': { type: 'string' },
        data: { type: 'string', default: '.waqtor' },
        url: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.split('.')[0]}. Run npm run access-code -- --help to see the options.`,
      { cause: error },
    );
  }
  if (values.help) return 'help';
  const gates = required('gates', values.gates, 'campaigns,reports').split(',');
  const expiresIn = values['expires-in'];
  return {
    workspaceId: required('workspace', values.workspace, 'wsp_01K0000000000000000000000'),
    gates: gates.map((gate) => gate.trim()).filter((gate) => gate !== ''),
    days: wholeDays('days', required('days', values.days, '30')),
    expiresInDays: expiresIn === undefined ? null : wholeDays('expires-in', expiresIn),
    url: values.url?.replace(/\/+$/, '') ?? null,
    dataDir: path.resolve(cwd, values.data),
  };
};
