import { WaqtorError } from '@waqtor/contracts';
import type { Gate } from '@waqtor/contracts';
import { gateState } from '@waqtor/core/gate/gate';
import { createMiddleware } from 'hono/factory';
import type { ApiTypes } from '../../api.ts';
import { gateTermsOf } from '../../gates/gate-terms-of.ts';

/**
 * `feature_locked` (403, with the gate) while the feature is closed to the workspace. Stands after
 * `requires(scope)`, which says who asks:
 * `middleware: [...requires('messages:send').middleware, requiresGate('campaigns')]`.
 */
export const requiresGate = (gate: Gate) =>
  createMiddleware<ApiTypes>(async (c, next) => {
    const { isLocked } = gateState(await gateTermsOf(c), gate, new Date());
    if (isLocked) throw new WaqtorError('feature_locked', { details: { gate } });
    await next();
  });
