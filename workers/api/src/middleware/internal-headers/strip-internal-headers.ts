import { INTERNAL_HEADERS } from '@waqtor/contracts';
import { createMiddleware } from 'hono/factory';
import type { ApiTypes } from '../../api.ts';

/**
 * Objects believe these headers. Whoever sends them from outside is refused any effect: they are gone before the
 * first handler, whatever route it is.
 */
export const stripInternalHeaders = createMiddleware<ApiTypes>(async (c, next) => {
  const names = Object.values(INTERNAL_HEADERS).filter((name) => c.req.raw.headers.has(name));
  if (names.length > 0) {
    const headers = new Headers(c.req.raw.headers);
    for (const name of names) headers.delete(name);
    c.req.raw = new Request(c.req.raw, { headers });
  }
  await next();
});
