import { createMiddleware } from 'hono/factory';
import type { ApiTypes } from '../../api.ts';

/** Nothing the API answers is a page: it is not framed, sniffed, cached, or allowed to load or run anything. */
const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'strict-transport-security': 'max-age=31536000',
};

export const securityHeaders = createMiddleware<ApiTypes>(async (c, next) => {
  await next();
  if (c.res.status === 101) return;
  try {
    protect(c.res.headers);
  } catch {
    // Answers that came from elsewhere (fetch, cache) have immutable headers; a copy has not.
    c.res = new Response(c.res.body, c.res);
    protect(c.res.headers);
  }
});

const protect = (headers: Headers): void => {
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};
