import { formatDate, formatNumber } from '$lib/i18n/format.ts';
import * as m from '$lib/paraglide/messages.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Beyond it the day says more than a count. */
const LONGEST_COUNT_MS = 60 * DAY_MS;

/** For how long a state has lasted: `for 14 days`, `since 18 March`. */
export const sessionAge = (sinceIso: string, nowMs: number): string => {
  const passedMs = Math.max(0, nowMs - Date.parse(sinceIso));
  const say = (unitMs: number, words: (input: { count: number; shown: string }) => string): string => {
    const count = Math.floor(passedMs / unitMs);
    return words({ count, shown: formatNumber(count) });
  };
  if (passedMs < MINUTE_MS) return m.sessions_for_now();
  if (passedMs < HOUR_MS) return say(MINUTE_MS, m.sessions_for_minutes);
  if (passedMs < DAY_MS) return say(HOUR_MS, m.sessions_for_hours);
  if (passedMs < LONGEST_COUNT_MS) return say(DAY_MS, m.sessions_for_days);
  return m.sessions_since({ day: formatDate(sinceIso, new Date(nowMs)) });
};
