import { newId } from '@waqtor/core/id';
import { createMiddleware } from 'hono/factory';
import type { ApiTypes } from '../../api.ts';

/** What a caller may choose: short, and harmless in a log line. */
const ACCEPTED = /^[A-Za-z0-9._-]{8,64}$/;

/** `X-Request-Id` in and out: the caller's when it is of an acceptable form, else a new `req_…`. */
export const requestId = createMiddleware<ApiTypes>(async (c, next) => {
  const given = c.req.header('x-request-id');
  const id = given !== undefined && ACCEPTED.test(given) ? given : newId('req');
  c.set('requestId', id);
  await next();
  // The answer to an upgrade is immutable and belongs to the object that accepted it.
  if (c.res.status !== 101) c.res.headers.set('x-request-id', id);
});
