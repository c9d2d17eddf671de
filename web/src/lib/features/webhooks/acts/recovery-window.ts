import type { RecoveryWindow } from '$lib/api/webhooks.ts';

/** Bounds as the form holds them; `until` null: up to now. */
export interface WindowDraft {
  since: string;
  until: string | null;
}

/** What failed first came in before it failed: as long before as an attempt and its turn may take. */
const BEFORE_FAILURE_MS = 5 * 60_000;

/** From where everything is taken in that failed since the endpoint began to. */
export const sinceFailure = (failingSince: string): string =>
  new Date(Date.parse(failingSince) - BEFORE_FAILURE_MS).toISOString();

/** `datetime-local` has no zone: it is the reader's. */
export const toLocalInput = (iso: string): string => {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
/** Null: nothing, or no whole time, is written. */
export const fromLocalInput = (typed: string): string | null => {
  const at = new Date(typed);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};

/** Null while the bounds make no window. */
export const windowOf = ({ since, until }: WindowDraft): RecoveryWindow | null => {
  if (since === '' || (until !== null && until <= since)) return null;
  return { since, ...(until === null ? {} : { until }) };
};
