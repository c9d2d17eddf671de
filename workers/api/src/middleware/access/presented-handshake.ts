import { HANDSHAKE_PARAMETERS, WaqtorError, signedHandshakeSchema } from '@waqtor/contracts';
import type { SignedHandshake } from '@waqtor/contracts';
import type { ApiContext } from '../../api.ts';
import { fieldErrors } from '../problem/refuse-invalid-input.ts';

/**
 * The signed handshake of the address, or null when it has no part of one. What is missing or malformed is
 * `invalid_signature`, with the parameters in `errors`: nothing was looked up yet, so that naming them tells nothing.
 */
export const presentedHandshake = (c: ApiContext): SignedHandshake | null => {
  const query = new URL(c.req.url).searchParams;
  if (!HANDSHAKE_PARAMETERS.some((name) => query.has(name))) return null;
  const twice = HANDSHAKE_PARAMETERS.filter((name) => query.getAll(name).length > 1).map((name) => ({
    path: [name],
    code: 'custom',
    message: 'must be given once',
  }));
  const parsed = signedHandshakeSchema.safeParse(Object.fromEntries(query));
  const issues = [...twice, ...(parsed.error?.issues ?? [])];
  if (!parsed.success || issues.length > 0) {
    throw new WaqtorError('invalid_signature', { errors: fieldErrors(c, 'query', issues) });
  }
  return parsed.data;
};
