import { WaqtorError } from '@waqtor/contracts';
import { guardUrl } from '@waqtor/core/webhook/guard-url';
import type { OutboundRefusal } from '@waqtor/core/webhook/guard-url';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';

export const refuseUrl = (reason: OutboundRefusal): never => {
  throw new WaqtorError('url_not_allowed', {
    details: { reason },
    errors: [{ pointer: '/url', code: reason, message: 'is not an address that may be called' }],
  });
};

/** W-9 at creation: what can be judged by the address alone. What it resolves to is judged before every attempt. */
export const requireAllowedUrl = (c: ApiContext, url: string): URL => {
  const { publicUrl, isWebhookLoopbackAllowed } = settingsOf(c.env);
  const verdict = guardUrl(url, {
    allowLoopbackHttp: isWebhookLoopbackAllowed,
    ownHosts: [new URL(publicUrl).hostname],
  });
  return verdict.ok ? verdict.url : refuseUrl(verdict.reason);
};
