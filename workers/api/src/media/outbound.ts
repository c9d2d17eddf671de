import type { OutboundPolicy } from '@waqtor/core/webhook/guard-url';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';

/** W-9: what this deployment may fetch for somebody. */
export const outboundPolicyOf = (c: ApiContext): OutboundPolicy => {
  const { publicUrl, isWebhookLoopbackAllowed } = settingsOf(c.env);
  return { allowLoopbackHttp: isWebhookLoopbackAllowed, ownHosts: [new URL(publicUrl).hostname] };
};
