import { HANDSHAKE_TOLERANCE_MS, HOST_HEADERS, WaqtorError, handshakePayload, idSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findActiveHost } from '@waqtor/db/queries/hosts';
import type { HostRecord } from '@waqtor/db/queries/hosts';
import { findSessionOfAnyWorkspace } from '@waqtor/db/queries/sessions';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import * as z from 'zod';
import type { ApiContext } from '../../api.ts';
import { expiredHandshake } from '../access/expired-handshake.ts';
import { verifyEd25519 } from './verify-ed25519.ts';

const headersSchema = z.object({
  hostId: idSchema('hst'),
  sessionId: z.union([z.literal(''), idSchema('ses')]),
  epoch: z.coerce.number().int().min(0),
  timestampMs: z.coerce.number().int(),
  nonce: z.string().min(8).max(128),
  signature: z.string().max(128),
});
type SignedHeaders = z.infer<typeof headersSchema>;

const readHeaders = (c: ApiContext): SignedHeaders => {
  const parsed = headersSchema.safeParse({
    hostId: c.req.header(HOST_HEADERS.hostId),
    sessionId: c.req.header(HOST_HEADERS.sessionId) ?? '',
    epoch: c.req.header(HOST_HEADERS.epoch) ?? '0',
    timestampMs: c.req.header(HOST_HEADERS.timestampMs),
    nonce: c.req.header(HOST_HEADERS.nonce),
    signature: c.req.header(HOST_HEADERS.signature),
  });
  if (!parsed.success) throw new WaqtorError('invalid_signature');
  return parsed.data;
};

/**
 * The host that signed this request for `audience` (design §4), before any object wakes: time, then enrolment, then
 * signature.
 */
export const requireHost = async (
  c: ApiContext,
  audience: string,
): Promise<{ host: HostRecord; signed: SignedHeaders }> => {
  const signed = readHeaders(c);
  const now = Date.now();
  if (Math.abs(now - signed.timestampMs) > HANDSHAKE_TOLERANCE_MS) throw expiredHandshake(now);
  const host = await findActiveHost(openDatabase(c.env.DB), signed.hostId);
  if (!host) throw new WaqtorError('host_not_enrolled');
  const isSigned = await verifyEd25519(host.publicKey, signed.signature, handshakePayload({ ...signed, audience }));
  if (!isSigned) throw new WaqtorError('invalid_signature');
  return { host, signed };
};

/** The session that the request is signed for, if it is one that this host may serve; else `not_found`. */
export const requireHostSession = async (
  c: ApiContext,
  audience: string,
): Promise<{ host: HostRecord; signed: SignedHeaders; session: SessionRecord }> => {
  const { host, signed } = await requireHost(c, audience);
  const session =
    signed.sessionId === '' ? null : await findSessionOfAnyWorkspace(openDatabase(c.env.DB), signed.sessionId);
  const isServed = session !== null && (host.workspaceId === null || host.workspaceId === session.workspaceId);
  if (!isServed) throw new WaqtorError('not_found');
  return { host, signed, session };
};
