import { WaqtorError } from '@waqtor/contracts';
import { guardUrl } from '@waqtor/core/webhook/guard-url';
import type { OutboundRefusal } from '@waqtor/core/webhook/guard-url';
import type { ApiContext } from '../api.ts';
import { outboundPolicyOf } from '../http/outbound-policy.ts';

export const refuseUrl = (reason: OutboundRefusal): never => {
  throw new WaqtorError('url_not_allowed', {
    details: { reason },
    errors: [{ pointer: '/url', code: reason, message: 'is not an address that may be called' }],
  });
};

/** W-9 at creation: what can be judged by the address alone. What it resolves to is judged before every attempt. */
export const requireAllowedUrl = (c: ApiContext, url: string): URL => {
  const verdict = guardUrl(url, outboundPolicyOf(c));
  return verdict.ok ? verdict.url : refuseUrl(verdict.reason);
};
