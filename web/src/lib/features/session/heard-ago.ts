import { formatAgo, formatNumber } from '$lib/i18n/format.ts';
import * as m from '$lib/paraglide/messages.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** `12 s ago`, `4 min ago`, with units so short that the line it stands in breaks no sooner at 12 than at 9. */
export const heardAgo = (iso: string, nowMs: number): string => {
  const passedMs = nowMs - Date.parse(iso);
  if (passedMs < 1_000 || passedMs >= HOUR_MS) return formatAgo(iso, nowMs);
  return passedMs < MINUTE_MS
    ? m.sessions_ago_seconds({ shown: formatNumber(Math.floor(passedMs / 1_000)) })
    : m.sessions_ago_minutes({ shown: formatNumber(Math.floor(passedMs / MINUTE_MS)) });
};
