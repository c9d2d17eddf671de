import type { ApiContext } from '../api.ts';
import { presentedIdempotencyKey } from '../http/idempotency-key.ts';

/** The key of a send; a random one when the client sent none: two requests without a key are two messages. */
export const idempotencyKeyOf = (c: ApiContext): string => presentedIdempotencyKey(c) ?? crypto.randomUUID();
