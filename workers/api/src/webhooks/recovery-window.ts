import { WaqtorError } from '@waqtor/contracts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How far back deliveries can be repeated. */
export const MAX_RECOVERY_DAYS = 14;

const refuse = (pointer: string, code: string, message: string): never => {
  throw new WaqtorError('validation_failed', { errors: [{ pointer, code, message }] });
};

/** The window of a recovery: `until` is now when it is left out, and never later. 422 for one that cannot be. */
export const recoveryWindow = (
  input: { since: string; until?: string | undefined; dryRun: boolean },
  now = Date.now(),
): { since: string; until: string; dryRun: boolean } => {
  const since = Date.parse(input.since);
  const until = Math.min(input.until === undefined ? now : Date.parse(input.until), now);
  if (since > now) refuse('/since', 'in_future', 'must not be in the future');
  if (since < now - MAX_RECOVERY_DAYS * DAY_MS) refuse('/since', 'too_old', 'must be within the last 14 days');
  if (until < since) refuse('/until', 'before_since', 'must not be before since');
  return { since: input.since, until: new Date(until).toISOString(), dryRun: input.dryRun };
};
