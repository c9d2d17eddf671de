import path from 'node:path';
import { parseArgs } from 'node:util';

export interface StartOptions {
  port: number;
  dataDir: string;
  isReal: boolean;
  isFresh: boolean;
  opensBrowser: boolean;
  printsJson: boolean;
}

export const HELP = `npm start -- [options]     the whole product on this machine

  --port N       port of the dashboard and API            [8080]
  --data DIR     folder of all state, logins too          [.waqtor]
  --fresh        begin with an empty data folder
  --real         real WhatsApp accounts, not the simulator
  --no-open      do not open the browser
  --json         print dev.json on stdout when ready (progress goes to stderr)
  --help         this text

Ctrl-C ends everything. Addresses, the demo login and an API key stand in DIR/dev.json.`;

/** A wrong use of the command line: one sentence that says what to do. */
export class UsageError extends Error {}

export const parseOptions = (argv: string[], cwd: string): StartOptions | 'help' => {
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        port: { type: 'string', default: '8080' },
        data: { type: 'string', default: '.waqtor' },
        real: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('.')[0]}. Run npm start -- --help to see the options.`, {
      cause: error,
    });
  }
  if (values.help) return 'help';
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UsageError('--port takes a whole number from 1 to 65535, for example --port 8081.');
  }
  return {
    port,
    dataDir: path.resolve(cwd, values.data),
    isReal: values.real,
    isFresh: values.fresh,
    opensBrowser: !values['no-open'] && !values.json,
    printsJson: values.json,
  };
};
