import { WaqtorError } from '@waqtor/contracts';
import type { ApiContext } from '../api.ts';

const MAX_KEY_CHARS = 255;

/**
 * The `Idempotency-Key` of a request, bare or as a quoted string (draft-ietf-httpapi-idempotency-key-header); null
 * when there is none. `validation_failed` for what is no key.
 */
export const presentedIdempotencyKey = (c: ApiContext): string | null => {
  const header = c.req.header('idempotency-key');
  if (header === undefined) return null;
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= MAX_KEY_CHARS) return key;
  throw new WaqtorError('validation_failed', {
    errors: [
      {
        pointer: '/header/idempotency-key',
        code: 'invalid_format',
        message: `must be 1 to ${MAX_KEY_CHARS} visible ASCII characters without spaces`,
      },
    ],
  });
};
