export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What may stand beside the constant text: ids, codes, counts, milliseconds. Never a number, name, text or secret. */
export type LogFields = Record<string, string | number | boolean | null>;

export interface Log {
  debug(text: string, fields?: LogFields): void;
  info(text: string, fields?: LogFields): void;
  warn(text: string, fields?: LogFields): void;
  error(text: string, fields?: LogFields): void;
  /** The same log with fields on every line. */
  with(fields: LogFields): Log;
}

/** One JSON object a line: `{at, level, text, …fields}`. */
export const createLog = (level: LogLevel, write: (line: string) => void, base: LogFields = {}): Log => {
  const lowest = LOG_LEVELS.indexOf(level);
  const at =
    (own: LogLevel) =>
    (text: string, fields: LogFields = {}): void => {
      if (LOG_LEVELS.indexOf(own) < lowest) return;
      write(JSON.stringify({ at: new Date().toISOString(), level: own, text, ...base, ...fields }));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createLog(level, write, { ...base, ...fields }),
  };
};

/** To stderr: stdout belongs to the ready line. */
export const stderrLog = (level: LogLevel): Log => createLog(level, (line) => process.stderr.write(`${line}\n`));

export const silentLog: Log = createLog('error', () => undefined);

/**
 * The class of an error and its system code. The message stays out: foreign messages (library, browser, network)
 * may quote addresses, numbers or texts.
 */
export const errorName = (error: unknown): string => {
  if (!(error instanceof Error)) return 'non_error';
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? `${error.name}:${code}` : error.name;
};
