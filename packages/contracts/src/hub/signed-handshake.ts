import * as z from 'zod';

/**
 * H-2: the query of `GET /ws?apiKey=&ts=&nonce=&sig=`, for programs whose WebSocket client sets no header. What is
 * signed, and with which key, stands in `core/socket-signature`.
 */
export const signedHandshakeSchema = z.object({
  /** The public id; the key itself has no place in an address. */
  apiKey: z.string().regex(/^(key_)?[0-9A-Za-z]{12}$/, 'must be the public id of a key such as key_AbCdEf123456'),
  ts: z.string().regex(/^[1-9]\d{0,15}$/, 'must be a time in epoch milliseconds'),
  /** Opens one connection. */
  nonce: z.string().regex(/^[0-9A-Za-z_-]{16,64}$/, 'must be 16 to 64 characters of 0-9, A-Z, a-z, _ and -'),
  sig: z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits'),
});
/** The parameters as they were sent: exactly these texts are signed. */
export type SignedHandshake = z.infer<typeof signedHandshakeSchema>;

export const HANDSHAKE_PARAMETERS = ['apiKey', 'ts', 'nonce', 'sig'] as const satisfies (keyof SignedHandshake)[];
