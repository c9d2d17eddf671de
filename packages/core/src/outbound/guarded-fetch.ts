import { guardUrl, type OutboundPolicy, type OutboundRefusal } from '../webhook/guard-url.ts';
import { cappedBody } from './capped-body.ts';
import { judgeHost, type ResolveHost } from './resolve-host.ts';

export interface GuardedRequestInit {
  method?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  /** For everything: lookup, connection, headers and body. */
  timeoutMs: number;
}

export interface GuardedInit extends GuardedRequestInit {
  /** Of the body of the answer; a longer one is an error. */
  maxBytes: number;
}

export interface GuardedOptions {
  policy: OutboundPolicy;
  /** Null: names are not looked up, where a deployment has no resolver (WAQTOR_OUTBOUND_DOH_URL is empty). */
  resolve: ResolveHost | null;
  fetch?: typeof fetch;
}

export type OutboundFailure =
  OutboundRefusal | 'dns' | 'dns_refused' | 'redirect' | 'timeout' | 'connect' | 'too_large';

export interface GuardedFailure {
  ok: false;
  reason: OutboundFailure;
  /** With `redirect`: the answer, without its body, for a log. */
  response?: Response;
  /** With `timeout` and `connect`: what the runtime threw. */
  cause?: unknown;
}
export type GuardedAnswer = { ok: true; response: Response; url: URL } | GuardedFailure;

/**
 * The one way out of this deployment to an address that somebody else wrote (W-9): the URL is judged, then every
 * address that its name has at this moment, and only then a connection is made. No redirect is followed; it would
 * leave the guard behind. A body that is late or too long ends with an error while it is read: `TimeoutError`, or
 * `OutboundTooLargeError`.
 *
 * Between our lookup and that of the connection the name could change. On the platform there is no private network to
 * reach by that; what could be reached, our own hosts, is refused by name.
 */
export const guardedFetch = async (url: string, init: GuardedInit, options: GuardedOptions): Promise<GuardedAnswer> => {
  const answer = await guardedRequest(url, init, options);
  if (!answer.ok) return answer;
  const { response, signal } = answer;
  if (Number(response.headers.get('content-length') ?? 0) > init.maxBytes) {
    await drop(response);
    return { ok: false, reason: 'too_large' };
  }
  const body = response.body && cappedBody(response.body, { maxBytes: init.maxBytes, signal });
  return { ok: true, response: withBody(response, body), url: answer.url };
};

/**
 * The same, with the body as it comes: neither its length nor its time is limited yet. For who reads it under limits of
 * his own (`readExcerpt`); `signal` is the time that is left.
 */
export const guardedRequest = async (
  url: string,
  init: GuardedRequestInit,
  options: GuardedOptions,
): Promise<{ ok: true; response: Response; url: URL; signal: AbortSignal } | GuardedFailure> => {
  const verdict = guardUrl(url, options.policy);
  if (!verdict.ok) return { ok: false, reason: verdict.reason };
  const signal = AbortSignal.timeout(init.timeoutMs);
  // With http the guard lets nothing but loopback pass, and that in local runs alone: there is nothing to look up.
  const isLoopback = verdict.url.protocol === 'http:';
  if (!isLoopback && options.resolve !== null) {
    const host = await Promise.race([judgeHost(verdict.url.hostname, options.resolve), onAbort(signal)]);
    if (host !== 'public') return { ok: false, reason: host };
  }
  try {
    const response = await (options.fetch ?? fetch)(verdict.url.href, {
      method: init.method ?? 'GET',
      redirect: 'manual',
      signal,
      ...(init.headers === undefined ? {} : { headers: init.headers }),
      ...(init.body === undefined ? {} : { body: init.body }),
    });
    if (response.status >= 300 && response.status < 400) {
      await drop(response);
      return { ok: false, reason: 'redirect', response: withBody(response, null) };
    }
    return { ok: true, response, url: verdict.url, signal };
  } catch (cause) {
    return { ok: false, reason: signal.aborted ? 'timeout' : 'connect', cause };
  }
};

/** A lookup has its own limits; this ends the wait when they are longer than ours. */
const onAbort = (signal: AbortSignal): Promise<'timeout'> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve('timeout'), { once: true }));

const drop = async (response: Response): Promise<void> => {
  await response.body?.cancel().catch(() => undefined);
};

/** Statuses that have no body refuse to be built with one. */
const withBody = (response: Response, body: ReadableStream<Uint8Array> | null): Response =>
  new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
