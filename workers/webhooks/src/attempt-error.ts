import type { AttemptErrorCode } from '@waqtor/contracts';
import type { OutboundFailure } from '@waqtor/core/outbound/guarded-fetch';

/** Null for 200–299. A redirect is never followed: it would leave the guard behind (W-9). */
export const errorOfStatus = (status: number): AttemptErrorCode | null => {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirect_refused';
  if (status === 410) return 'gone';
  return status < 500 ? 'http_4xx' : 'http_5xx';
};

/** Why no answer came. What the guard refuses, by whatever rule, is `blocked`. */
export const errorOfFailure = (reason: OutboundFailure, cause?: unknown): AttemptErrorCode => {
  switch (reason) {
    case 'redirect':
      return 'redirect_refused';
    case 'dns':
    case 'timeout':
    case 'too_large':
      return reason;
    case 'connect':
      return errorOfException(cause);
    default:
      return 'blocked';
  }
};

/** What `fetch` threw. The runtime has no codes for these, so its sentences are read; unknown ones are `connect`. */
export const errorOfException = (error: unknown): AttemptErrorCode => {
  if (!(error instanceof Error)) return 'connect';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout';
  if (/restrictPeers|blocked/i.test(error.message)) return 'blocked';
  if (/tls|ssl|certificate|handshake/i.test(error.message)) return 'tls';
  if (/dns|getaddrinfo|resolve|not known/i.test(error.message)) return 'dns';
  return 'connect';
};
