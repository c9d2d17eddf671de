import { WEBHOOK_HEADERS, type DeliveryJob } from '@waqtor/contracts';
import { open } from '@waqtor/core/sealed-box';
import { isHeaderNameAllowed, isHeaderValueAllowed } from '@waqtor/core/webhook/header-rule';
import { signatureHeaders } from '@waqtor/core/webhook/signature';
import { version } from '../package.json';
import type { WebhooksEnv } from './env.ts';
import { signingKeysOfJob } from './signing-keys.ts';

export interface RequestHeaders {
  /** Of the operator; what is ours wins. */
  custom: Record<string, string>;
  own: Record<string, string>;
}

const HIDDEN = '(hidden)';

/** The headers of one attempt. Throws when something sealed does not open. */
export const requestHeaders = async (job: DeliveryJob, env: WebhooksEnv, now: number): Promise<RequestHeaders> => {
  const [keys, custom] = await Promise.all([
    signingKeysOfJob(job, env.WAQTOR_DATA_KEY),
    job.sealedHeaders === null ? {} : open(env.WAQTOR_DATA_KEY, job.endpointId, job.sealedHeaders).then(allowedHeaders),
  ]);
  const own = {
    'Content-Type': 'application/json',
    'User-Agent': `WaQtor-Webhook/${version}`,
    [WEBHOOK_HEADERS.event]: job.eventName,
    [WEBHOOK_HEADERS.delivery]: job.deliveryId,
    [WEBHOOK_HEADERS.attempt]: String(job.attempt),
    ...(await signatureHeaders({
      keys,
      eventId: job.eventId,
      timestampSeconds: Math.floor(now / 1000),
      body: job.body,
    })),
  };
  return { custom, own };
};

/** As the log shows them: values of an operator's own are credentials more often than not. */
export const hiddenValues = ({ custom, own }: RequestHeaders): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(custom).map((name) => [name, HIDDEN])),
  ...own,
});

/** Values of the operator's own headers; of `Bearer abc` also what comes after the scheme. */
export const secretsIn = ({ custom }: RequestHeaders): string[] =>
  Object.values(custom).flatMap((value) => [value, value.replace(/^\S+\s+/, '')]);

/** The API has judged them already; a rule that became stricter since holds for old ones too. */
const allowedHeaders = (json: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(JSON.parse(json) as Record<string, string>).filter(
      ([name, value]) => isHeaderNameAllowed(name) && isHeaderValueAllowed(value),
    ),
  );
