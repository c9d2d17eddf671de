import type { Delivery } from '@waqtor/contracts';
import { formatNumber } from '$lib/i18n/format.ts';
import * as m from '$lib/paraglide/messages.js';

const SHORT: Record<string, () => string> = {
  timeout: m.webhooks_code_timeout,
  dns: m.webhooks_code_dns,
  connect: m.webhooks_code_connect,
  tls: m.webhooks_code_tls,
  blocked: m.webhooks_code_blocked,
  redirect_refused: m.webhooks_code_redirect,
  too_large: m.webhooks_code_too_large,
};

interface Outcome {
  status: number | null;
  errorCode: string | null;
}
/** What stands in the pill: the status, or in a word why there is none. */
export const pillText = ({ status, errorCode }: Outcome): string => {
  if (status !== null) return String(status);
  if (errorCode === null) return '…';
  return (SHORT[errorCode] ?? m.webhooks_code_other)();
};
export const pillTone = ({ status, errorCode }: Outcome): 'c0' | 'c2' | 'c4' | 'cw' => {
  if (status === null) return errorCode === null ? 'cw' : 'c0';
  if (status >= 200 && status < 300 && errorCode === null) return 'c2';
  return 'c4';
};

/** `3 of 9 attempts`, `1 attempt`, `Gave up`: how a delivery stands. */
export const attemptWords = ({ state, attempts, maxAttempts, isTest, lastErrorCode }: Delivery): string => {
  if (isTest) return m.webhooks_test_delivery();
  if (state === 'failed') return m.webhooks_gave_up();
  // Resent by hand, and refused that time.
  if (state === 'delivered' && lastErrorCode !== null) return m.webhooks_arrived_before();
  if (state === 'delivered') return m.webhooks_attempts({ count: attempts, shown: formatNumber(attempts) });
  if (attempts === 0) return m.webhooks_waits_first();
  return maxAttempts === null
    ? m.webhooks_attempts({ count: attempts, shown: formatNumber(attempts) })
    : m.webhooks_attempts_of({ done: formatNumber(attempts), all: formatNumber(maxAttempts) });
};
export const attemptTone = ({ state, attempts }: Delivery): string => {
  if (state === 'failed') return 'att-bad';
  return state !== 'delivered' && attempts > 0 ? 'att-warn' : '';
};

const REASONS: Record<string, () => string> = {
  timeout: m.webhooks_why_timeout,
  dns: m.webhooks_why_dns,
  connect: m.webhooks_why_connect,
  tls: m.webhooks_why_tls,
  blocked: m.webhooks_why_blocked,
  redirect_refused: m.webhooks_why_redirect,
  gone: m.webhooks_why_gone,
  too_large: m.webhooks_why_too_large,
};
const REASONS_4XX: Record<number, () => string> = {
  401: m.webhooks_why_401,
  403: m.webhooks_why_401,
  404: m.webhooks_why_404,
  405: m.webhooks_why_405,
  429: m.webhooks_why_429,
};

/** Why the last attempt failed and what to do about it, in plain words; null when it did not fail. `since`: of when. */
export const failureReason = ({ status, errorCode }: Outcome, since?: string): string | null => {
  if (errorCode === null) return null;
  const named = REASONS[errorCode];
  if (named) return named();
  const shown = String(status ?? errorCode);
  if (errorCode === 'http_4xx') return (REASONS_4XX[status ?? 0] ?? (() => m.webhooks_why_4xx({ status: shown })))();
  if (errorCode === 'http_5xx') {
    return since === undefined
      ? m.webhooks_why_5xx({ status: shown })
      : m.webhooks_why_5xx_since({ status: shown, time: since });
  }
  return m.webhooks_why_other({ status: shown });
};
