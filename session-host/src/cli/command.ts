import { resolve } from 'node:path';
import type { ParseArgsConfig } from 'node:util';
import { ConfigError, type Environment } from '../config.ts';

/** What a command of `waqtor-host` gets: the environment is completed by `--data` and the settings of the enrolment. */
export interface CommandInput {
  env: Environment;
  positionals: string[];
  options: Record<string, string | boolean | undefined>;
  /** One line for people, on stdout. */
  say: (line: string) => void;
}

export interface Command {
  name: string;
  /** One line of the overview. */
  summary: string;
  /** Shown by `--help`, after the summary. */
  usage: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** How many words may follow the name. */
  positionals: { least: number; most: number };
  /** Answers the exit code; throws ConfigError with one sentence (exit code 2). */
  run: (input: CommandInput) => Promise<number>;
}

/** Wrong settings, unknown command. */
export const EXIT_CONFIG = 2;

/** The data folder, absolute. Throws ConfigError when none was named. */
export const dataDirOf = (env: Environment): string => {
  if (!env.WAQTOR_HOST_DATA)
    throw new ConfigError('The data folder is missing: give --data DIR, or set WAQTOR_HOST_DATA.');
  return resolve(env.WAQTOR_HOST_DATA);
};

/** The folder of logins, absolute. */
export const volumeDirOf = (env: Environment): string =>
  env.WAQTOR_HOST_VOLUME ? resolve(env.WAQTOR_HOST_VOLUME) : dataDirOf(env);
