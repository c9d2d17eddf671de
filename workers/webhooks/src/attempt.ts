import { WEBHOOK_TIMEOUT_MS, type AttemptResult, type DeliveryJob } from '@waqtor/contracts';
import { guardedRequest } from '@waqtor/core/outbound/guarded-fetch';
import { resolverOfSettings } from '@waqtor/core/outbound/resolver-of-settings';
import type { ResolveHost } from '@waqtor/core/outbound/resolve-host';
import { parseRetryAfterMs } from '@waqtor/core/webhook/retry-schedule';
import { errorOfException, errorOfFailure, errorOfStatus } from './attempt-error.ts';
import { outboundPolicyOf, type WebhooksEnv } from './env.ts';
import { hiddenValues, requestHeaders, secretsIn } from './request-headers.ts';
import { recordedBody, recordedHeaders, withoutValues } from './response-record.ts';

/** Makes one attempt and tells what became of it; a bad receiver is a result, never an exception. */
export const attempt = async (
  job: DeliveryJob,
  env: WebhooksEnv,
  resolve: ResolveHost | null = resolverOfSettings(env),
): Promise<AttemptResult> => {
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
  // Not caught: a secret that does not open is our fault, and must not count against the receiver.
  const headers = await requestHeaders(job, env, startedAtMs);
  result.requestHeaders = hiddenValues(headers);
  const answer = await guardedRequest(
    job.url,
    {
      method: 'POST',
      headers: { ...headers.custom, ...headers.own },
      body: job.body,
      // Ends the body too: a receiver that drips bytes holds no connection longer than this.
      timeoutMs: Math.min(job.timeoutMs, WEBHOOK_TIMEOUT_MS),
    },
    { policy: outboundPolicyOf(env), resolve },
  );
  if (!answer.ok) result.errorCode = errorOfFailure(answer.reason, answer.cause);
  const { response } = answer;
  if (response) {
    result.status = response.status;
    result.errorCode = errorOfStatus(response.status);
    const sent = secretsIn(headers);
    result.responseHeaders = recordedHeaders(response.headers, sent);
    result.retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), Date.now());
    try {
      if (answer.ok) result.responseExcerpt = withoutValues(await recordedBody(response, answer.signal), sent);
    } catch (error) {
      result.errorCode = errorOfException(error);
    }
  }
  result.durationMs = Date.now() - startedAtMs;
  return result;
};
