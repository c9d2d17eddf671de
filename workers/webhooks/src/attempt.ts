import { WEBHOOK_HEADERS, WEBHOOK_TIMEOUT_MS, type AttemptResult, type DeliveryJob } from '@waqtor/contracts';
import { open } from '@waqtor/core/sealed-box';
import { guardUrl } from '@waqtor/core/webhook/guard-url';
import { parseRetryAfterMs } from '@waqtor/core/webhook/retry-schedule';
import { signatureHeaders } from '@waqtor/core/webhook/signature';
import { version } from '../package.json';
import { errorOfException, errorOfStatus } from './attempt-error.ts';
import { outboundPolicyOf, type WebhooksEnv } from './env.ts';
import { readExcerpt, recordedHeaders } from './response-record.ts';

/** Makes one attempt and tells what became of it; a bad receiver is a result, never an exception. */
export const attempt = async (job: DeliveryJob, env: WebhooksEnv): Promise<AttemptResult> => {
  const startedAtMs = Date.now();
  const result: AttemptResult = {
    deliveryId: job.deliveryId,
    attempt: job.attempt,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: 0,
    status: null,
    errorCode: null,
    requestHeaders: {},
    responseHeaders: {},
    responseExcerpt: '',
    retryAfterMs: null,
  };
  const verdict = guardUrl(job.url, outboundPolicyOf(env));
  if (!verdict.ok) return { ...result, errorCode: 'blocked' };
  // Not caught: a secret that does not open is our fault, and must not count against the receiver.
  result.requestHeaders = await headersOf(job, env, startedAtMs);
  try {
    const response = await fetch(verdict.url, {
      method: 'POST',
      headers: result.requestHeaders,
      body: job.body,
      redirect: 'manual',
      // Ends the body too: a receiver that drips bytes holds no connection longer than this.
      signal: AbortSignal.timeout(Math.min(job.timeoutMs, WEBHOOK_TIMEOUT_MS)),
    });
    result.status = response.status;
    result.errorCode = errorOfStatus(response.status);
    result.responseHeaders = recordedHeaders(response.headers);
    result.retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), Date.now());
    result.responseExcerpt = await readExcerpt(response);
  } catch (error) {
    result.errorCode = errorOfException(error);
  }
  result.durationMs = Date.now() - startedAtMs;
  return result;
};

const headersOf = async (job: DeliveryJob, env: WebhooksEnv, now: number): Promise<Record<string, string>> => {
  const secrets = await Promise.all(
    job.sealedSecrets.map((sealed) => open(env.WAQTOR_DATA_KEY, job.endpointId, sealed)),
  );
  return {
    'Content-Type': 'application/json',
    'User-Agent': `WaQtor-Webhook/${version}`,
    [WEBHOOK_HEADERS.event]: job.eventName,
    [WEBHOOK_HEADERS.delivery]: job.deliveryId,
    [WEBHOOK_HEADERS.attempt]: String(job.attempt),
    ...(await signatureHeaders({
      secrets,
      eventId: job.eventId,
      timestampSeconds: Math.floor(now / 1000),
      body: job.body,
    })),
  };
};
