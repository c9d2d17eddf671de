import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import type { ApiTypes } from '../../api.ts';
import { settingsOf } from '../../env.ts';

/** How long a browser may remember the answer to its question. */
const PREFLIGHT_SECONDS = 10 * 60;

/** Without `credentials`: another site's script comes with a key of its own, never with a visitor's cookie. */
const allow = cors({
  // It is asked for origins of the list alone.
  origin: (origin) => origin,
  allowMethods: ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'],
  allowHeaders: [
    'Accept-Language',
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'If-Match',
    'If-None-Match',
    'X-API-Key',
    'X-Request-Id',
  ],
  exposeHeaders: [
    'ETag',
    'Idempotency-Replayed',
    'Link',
    'Location',
    'RateLimit',
    'RateLimit-Policy',
    'Retry-After',
    'X-Request-Id',
  ],
  maxAge: PREFLIGHT_SECONDS,
});

/** origins of `WAQTOR_CORS_ORIGINS`, each by its exact text, may read answers; no header speaks to others. */
export const allowOrigins = createMiddleware<ApiTypes>(async (c, next) => {
  const origin = c.req.header('origin');
  const { corsOrigins } = settingsOf(c.env);
  if (origin !== undefined && corsOrigins.has(origin)) {
    const isPreflight = c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined;
    // Another OPTIONS asks us, not the browser's rules.
    if (c.req.method !== 'OPTIONS' || isPreflight) return allow(c, next);
  }
  await next();
  // Who asked from elsewhere must not be served a cached answer that was for a listed origin, nor the reverse.
  if (corsOrigins.size > 0) c.header('vary', 'Origin', { append: true });
});
