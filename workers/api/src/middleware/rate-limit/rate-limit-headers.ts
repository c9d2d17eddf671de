import { policyField, standingField } from '@waqtor/core/rate-limit/rate-limit-fields';
import { createMiddleware } from 'hono/factory';
import type { ApiTypes } from '../../api.ts';

/**
 * `RateLimit-Policy` and `RateLimit` on every answer, refusals too: the limits that this request counted against.
 * Outside of what makes the headers of foreign answers changeable.
 */
export const rateLimitHeaders = createMiddleware<ApiTypes>(async (c, next) => {
  await next();
  const limits = c.get('rateLimits');
  if (!limits || c.res.status === 101) return;
  c.res.headers.set('ratelimit-policy', policyField(limits));
  c.res.headers.set('ratelimit', standingField(limits));
});
