import type { RecoveryWindow } from '$lib/api/webhooks.ts';

/** Bounds as the form holds them; `until` null: up to now. */
export interface WindowDraft {
  since: string;
  until: string | null;
}

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
