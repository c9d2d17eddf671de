import { createHash, timingSafeEqual } from 'node:crypto';
import { WaqtorError } from '@waqtor/contracts';
import { createMiddleware } from 'hono/factory';
import type { ApiTypes } from '../../api.ts';
import { settingsOf } from '../../env.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * For routes of who runs the deployment (`X-Waqtor-Bootstrap`). Whoever does not know the secret learns nothing, not
 * even that the route exists.
 */
export const requireOperator = createMiddleware<ApiTypes>(async (c, next) => {
  const { bootstrapSecret } = settingsOf(c.env);
  const given = c.req.header('x-waqtor-bootstrap') ?? '';
  if (bootstrapSecret === null || !timingSafeEqual(digest(given), digest(bootstrapSecret))) {
    throw new WaqtorError('not_found');
  }
  await next();
});

/** The actor of the audit rows that an operator causes in a workspace. */
export const operatorIn = (workspaceId: string) => ({ kind: 'system' as const, id: 'operator', workspaceId });
