import type { IdPrefix } from '@waqtor/contracts';
import { madeIdOf } from '@waqtor/core/deterministic-id';
import { newId } from '@waqtor/core/id';
import type { ApiContext } from '../api.ts';
import { presentedIdempotencyKey } from './idempotency-key.ts';

/**
 * The id of what this POST makes. Under an `Idempotency-Key` it follows from key, principal and `subject`: a request
 * that died between its effect and its answer makes the same thing when it is repeated, and not a second one.
 */
export const idOfRequest = (c: ApiContext, prefix: IdPrefix, ...subject: string[]): string => {
  const key = presentedIdempotencyKey(c);
  if (key === null) return newId(prefix);
  const { workspaceId, id } = c.get('principal');
  return madeIdOf(prefix, key, workspaceId, id, ...subject);
};
