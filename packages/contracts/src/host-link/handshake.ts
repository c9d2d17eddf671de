import * as z from 'zod';
import { idSchema } from '../ids.ts';

/**
 * The signed upgrade (design §4). Headers of `GET /host/control`, `GET /host/link/:sessionId` and
 * `GET|PUT /host/media/:id`; checked in the Worker before any object wakes.
 */
export const HOST_HEADERS = {
  hostId: 'x-waqtor-host',
  sessionId: 'x-waqtor-session',
  epoch: 'x-waqtor-epoch',
  timestampMs: 'x-waqtor-ts',
  nonce: 'x-waqtor-nonce',
  /** Ed25519 over `handshakePayload`, base64url. */
  signature: 'x-waqtor-host-signature',
} as const;

/** How far the clock of a signed handshake may be off, either way: of hosts, and of the query of `GET /ws` (H-2). */
export const HANDSHAKE_TOLERANCE_MS = 60_000;

export interface HandshakeFields {
  /** `control`, `link`, `media:<med id>`. */
  audience: string;
  hostId: string;
  /** Empty for `control`. */
  sessionId: string;
  /** 0 for `control`. */
  epoch: number;
  timestampMs: number;
  nonce: string;
}

/** The bytes that are signed: domain separated, one field a line, so that no field can run into another. */
export const handshakePayload = (fields: HandshakeFields): string =>
  [
    'waqtor-host-v1',
    fields.audience,
    fields.hostId,
    fields.sessionId,
    String(fields.epoch),
    String(fields.timestampMs),
    fields.nonce,
  ].join('\n');

/** `POST /host/enrol`: the one-time code buys the registration of a public key, nothing else. */
export const enrolRequestSchema = z.object({
  code: z.string().min(10).max(100),
  /** Raw Ed25519 public key, 32 bytes, base64url. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  name: z.string().min(1).max(100),
});
export const enrolResponseSchema = z.object({ hostId: idSchema('hst') });
