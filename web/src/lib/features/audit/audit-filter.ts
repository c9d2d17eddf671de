import type { AuditFilter } from '$lib/api/account.ts';

const NAMES = ['actor', 'action', 'targetId', 'outcome', 'from', 'to'] as const;

/** The filter that an address names; what is empty or unknown is left out. */
export const filterOf = (parameters: URLSearchParams): AuditFilter =>
  Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = parameters.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );

/** The query of an address that shows this filter, with the row that is open; `''` or `?…`. */
export const searchOf = (filter: AuditFilter, row?: string): string => {
  const parameters = new URLSearchParams();
  for (const name of NAMES) if (filter[name]) parameters.set(name, filter[name]);
  if (row) parameters.set('row', row);
  return parameters.size > 0 ? `?${parameters}` : '';
};

const DAY_MS = 86_400_000;

/** From so many days before now, rounded down to the minute so that the same choice is the same address. */
export const daysBack = (days: number, nowMs: number): string => {
  const at = new Date(nowMs - days * DAY_MS);
  at.setSeconds(0, 0);
  return at.toISOString();
};

/** `2026-11-21` of a date field to the first or last millisecond of that local day. */
export const dayBound = (day: string, bound: 'first' | 'last'): string | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const at = new Date(`${day}T${bound === 'first' ? '00:00:00.000' : '23:59:59.999'}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

/** The local day of an ISO time, for a date field. */
export const dayOf = (iso: string | undefined): string => {
  if (iso === undefined) return '';
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};
