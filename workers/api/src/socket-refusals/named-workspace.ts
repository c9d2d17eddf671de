import { signedHandshakeSchema } from '@waqtor/contracts';
import { parseApiKey } from '@waqtor/core/api-key/api-key';
import { NO_WORKSPACE } from '@waqtor/core/refusal-tally/refusal-tally';
import { keyIdOf } from '@waqtor/core/socket-signature/socket-signature';
import { readTicket } from '@waqtor/core/ticket/ticket';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';
import { describeError, log } from '../log.ts';
import { knownKeyRecord } from '../middleware/access/key-principal.ts';
import { offeredTicket } from '../middleware/access/offered-ticket.ts';
import { presentedKey } from '../middleware/access/presented-key.ts';

/** The key that a handshake names, in a header or signed in the address; null when it names none. */
const namedKey = (c: ApiContext): string | null => {
  const key = presentedKey(c.req.raw.headers);
  if (key !== null) return parseApiKey(key)?.id ?? null;
  const named = signedHandshakeSchema.shape.apiKey.safeParse(new URL(c.req.url).searchParams.get('apiKey'));
  return named.success ? keyIdOf({ apiKey: named.data }) : null;
};

/**
 * The workspace that a refused handshake names, whether it proved anything or not: whose figures show the refusal. Only
 * a workspace that exists, by a key that exists or a ticket that we signed; else, and when the database is away,
 * `NO_WORKSPACE`.
 */
export const namedWorkspace = async (c: ApiContext): Promise<string> => {
  const keyId = namedKey(c);
  if (keyId === null) {
    const ticket = offeredTicket(c.req.raw.headers);
    const claims = ticket === null ? null : readTicket(settingsOf(c.env).authSecret, ticket);
    return claims?.principal.workspaceId ?? NO_WORKSPACE;
  }
  try {
    return (await knownKeyRecord(c, keyId))?.workspaceId ?? NO_WORKSPACE;
  } catch (error) {
    // The client is told why it was refused, not that nobody could look up whom it meant.
    log('warn', 'the workspace of a refused handshake was not looked up', describeError(error));
    return NO_WORKSPACE;
  }
};
