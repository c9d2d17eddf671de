import type { OutboundPolicy } from '@waqtor/core/webhook/guard-url';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';

/** W-9: where requests of this deployment may go when somebody else wrote the address: webhooks, media by URL. */
export const outboundPolicyOf = (c: ApiContext): OutboundPolicy => {
  const { ownHosts, ownPorts, isWebhookLoopbackAllowed } = settingsOf(c.env);
  return { allowLoopbackHttp: isWebhookLoopbackAllowed, ownHosts, ownPorts };
};
