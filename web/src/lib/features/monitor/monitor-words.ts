import type { MonitorMetric, MonitorSecurity } from '@waqtor/contracts';
import { formatBytes, formatNumber } from '$lib/i18n/format.ts';
import * as m from '$lib/paraglide/messages.js';
import type { ClientColumn } from './client-order.ts';
import type { FeedState } from './feed-state.ts';

interface MetricWords {
  name: () => string;
  /** What to do when it is above its limit, in one sentence. */
  advice: () => string;
  /** The card that the advice speaks of: the id of its heading, and its title. */
  card: { id: string; title: () => string };
  /** Of the number in the form. */
  unit: () => string;
  format: (value: number) => string;
}

const CLIENTS = { id: 'mon-clients', title: m.monitor_clients };

export const METRIC_WORDS: Record<MonitorMetric, MetricWords> = {
  connections: {
    name: m.monitor_metric_connections,
    advice: m.monitor_advice_connections,
    card: CLIENTS,
    unit: m.monitor_threshold_unit_connections,
    format: formatNumber,
  },
  averageBufferedBytes: {
    name: m.monitor_metric_buffered,
    advice: m.monitor_advice_buffered,
    card: CLIENTS,
    unit: m.monitor_threshold_unit_buffered,
    format: formatBytes,
  },
  errors: {
    name: m.monitor_metric_errors,
    advice: m.monitor_advice_errors,
    card: { id: 'mon-error', title: m.monitor_last_error },
    unit: m.monitor_threshold_unit_errors,
    format: formatNumber,
  },
  refusals: {
    name: m.monitor_metric_refusals,
    advice: m.monitor_advice_refusals,
    card: { id: 'mon-security', title: m.monitor_security },
    unit: m.monitor_threshold_unit_refusals,
    format: formatNumber,
  },
};

/** In the order of the cards. */
export const FIGURE_WORDS: [name: () => string, text: () => string][] = [
  [m.monitor_connections, m.monitor_help_connections],
  [m.monitor_received, m.monitor_help_received],
  [m.monitor_broadcasts, m.monitor_help_broadcasts],
  [m.monitor_buffered, m.monitor_help_buffered],
  [m.monitor_errors, m.monitor_help_errors],
  [m.monitor_refusals, m.monitor_help_refusals],
  [m.monitor_opened, m.monitor_help_opened],
  [m.monitor_uptime, m.monitor_help_uptime],
];

/** What stands beside the heading when figures do not come by themselves. */
export const FEED_HINTS: Record<FeedState, (() => string) | null> = {
  live: null,
  polling: m.monitor_feed_polling_hint,
  paused: m.monitor_feed_paused_hint,
};

type SecurityCause = keyof MonitorSecurity;
export const SECURITY_WORDS: [SecurityCause, () => string, () => string][] = [
  ['unauthorizedAttempts', m.monitor_sec_unauthorized, m.monitor_sec_unauthorized_text],
  ['rateLimitViolations', m.monitor_sec_rate, m.monitor_sec_rate_text],
  ['invalidOrigins', m.monitor_sec_origins, m.monitor_sec_origins_text],
  ['expiredHandshakes', m.monitor_sec_expired, m.monitor_sec_expired_text],
  ['invalidSignatures', m.monitor_sec_signatures, m.monitor_sec_signatures_text],
  ['oversizedMessages', m.monitor_sec_oversized, m.monitor_sec_oversized_text],
];

export const COLUMN_WORDS: Record<ClientColumn, () => string> = {
  ip: m.monitor_client_ip,
  kind: m.monitor_client_kind,
  connected: m.monitor_client_connected,
  lastPing: m.monitor_client_ping,
  buffered: m.monitor_client_buffered,
};

const DAY_SECONDS = 86_400;
const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** The days in words (null within the first), and the clock of what is left: `04:05:06`. */
export const uptimeParts = (seconds: number): { days: string | null; clock: string } => {
  const days = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds % DAY_SECONDS;
  return {
    days: days > 0 ? m.monitor_uptime_days({ count: days, shown: formatNumber(days) }) : null,
    clock: `${two(rest / 3_600)}:${two((rest / 60) % 60)}:${two(rest % 60)}`,
  };
};
