/**
 * One JSON line. `event` is a constant text; fields hold codes, ids and numbers, never a phone number, a name,
 * a message or a secret.
 */
export const log = (
  level: 'info' | 'warn' | 'error',
  event: string,
  fields: Record<string, string | number | boolean | null> = {},
): void => {
  console[level](JSON.stringify({ level, event, ...fields }));
};

/** The class and place of a failure without its text, which may quote what a client sent. */
export const describeError = (error: unknown): { error: string; at: string; cause: string } => {
  if (!(error instanceof Error)) return { error: typeof error, at: '', cause: '' };
  const at = /\n\s+at (.+)/.exec(error.stack ?? '')?.[1] ?? '';
  return { error: error.name, at, cause: error.cause instanceof Error ? error.cause.name : '' };
};
