import { parseArgs } from 'node:util';
import { ConfigError, type Environment } from '../config.ts';
import { withHostFile } from '../host-file.ts';
import { errorName } from '../telemetry/log.ts';
import { HOST_VERSION } from '../version.ts';
import { type Command, EXIT_CONFIG } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { drainCommand } from './drain.ts';
import { enrollCommand } from './enroll.ts';
import { keyCommand } from './key.ts';
import { restoreCommand } from './restore.ts';
import { runCommand } from './run-host.ts';
import { snapshotCommand } from './snapshot.ts';
import { statusCommand } from './status.ts';

/** https://www.sqlite.org/rescode.html#full */
const SQLITE_FULL = 13;

const COMMANDS: readonly Command[] = [
  runCommand,
  enrollCommand,
  statusCommand,
  drainCommand,
  doctorCommand,
  snapshotCommand,
  restoreCommand,
  keyCommand,
];

const HELP = `waqtor-host ${HOST_VERSION}: keeps WhatsApp sessions alive and dials out to the edge.

Usage: waqtor-host COMMAND [--data DIR] …

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

  --data DIR   data folder of the host (or WAQTOR_HOST_DATA)
  --help       this text, or the one of a command
  --version    the version
`;

export interface Terminal {
  out: (text: string) => void;
  err: (text: string) => void;
}

const find = (name: string): Command => {
  const command = COMMANDS.find((one) => one.name === name);
  if (command) return command;
  throw new ConfigError(`There is no command of this name; try one of ${COMMANDS.map((one) => one.name).join(', ')}.`);
};

const parse = (command: Command, args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...command.options, data: { type: 'string' }, help: { type: 'boolean' } },
    });
  } catch (cause) {
    throw new ConfigError(`The options are not right; see waqtor-host ${command.name} --help.`, { cause });
  }
};

const dispatch = async (args: readonly string[], env: Environment, terminal: Terminal): Promise<number> => {
  const hasName = args[0] !== undefined && !args[0].startsWith('-');
  if (!hasName && args.includes('--help')) return (terminal.out(HELP), 0);
  if (!hasName && args.includes('--version')) return (terminal.out(`${HOST_VERSION}\n`), 0);
  const command = find(hasName ? (args[0] as string) : runCommand.name);
  const { values, positionals } = parse(command, hasName ? args.slice(1) : args);
  if (values.help) return (terminal.out(`waqtor-host ${command.name}: ${command.summary}\n\n${command.usage}`), 0);
  const { least, most } = command.positionals;
  if (positionals.length < least || positionals.length > most)
    throw new ConfigError(`The words after ${command.name} are not right; see waqtor-host ${command.name} --help.`);
  const named = values.data === undefined ? env : { ...env, WAQTOR_HOST_DATA: String(values.data) };
  return command.run({
    env: withHostFile(named),
    positionals,
    options: values as Record<string, string | boolean | undefined>,
    say: (line) => terminal.out(`${line}\n`),
  });
};

const isDiskFull = (error: unknown): boolean => {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || errcode === SQLITE_FULL;
};

/** Runs one command line and answers the exit code: 2 when the operator must correct something, said in a sentence. */
export const main = async (args: readonly string[], env: Environment, terminal: Terminal): Promise<number> => {
  try {
    return await dispatch(args, env, terminal);
  } catch (error) {
    if (error instanceof ConfigError) {
      terminal.err(`${error.message}\n`);
      return EXIT_CONFIG;
    }
    if (isDiskFull(error)) {
      terminal.err('The disk is full: make room, then try again.\n');
      return EXIT_CONFIG;
    }
    terminal.err(`waqtor-host failed (${errorName(error)}).\n`);
    return 1;
  }
};
