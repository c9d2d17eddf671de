import { dohResolver } from '@waqtor/core/outbound/doh-resolver';
import type { OutboundPolicy } from '@waqtor/core/webhook/guard-url';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';

/** One for the isolate, so that what it found outlives the request. */
export const resolveHost = dohResolver({});

/** W-9: what this deployment may fetch for somebody. */
export const outboundPolicyOf = (c: ApiContext): OutboundPolicy => {
  const { publicUrl, isWebhookLoopbackAllowed } = settingsOf(c.env);
  return { allowLoopbackHttp: isWebhookLoopbackAllowed, ownHosts: [new URL(publicUrl).hostname] };
};
