import { parseApiKey } from '@waqtor/core/api-key/api-key';
import { deriveSocketKey } from '@waqtor/core/api-key/socket-key';
import { signSocketHandshake } from '@waqtor/core/socket-signature/socket-signature';

/** What a client signs, where it differs from the usual. */
export interface HandshakeChange {
  apiKey?: string;
  ts?: string;
  nonce?: string;
  /** Signed as well. */
  ip?: string;
}

/** The query of a handshake that the holder of this key signs now. */
export const signedQuery = (keyText: string, { ip, ...change }: HandshakeChange = {}): URLSearchParams => {
  const key = parseApiKey(keyText);
  if (!key) throw new Error('Not a key.');
  const fields = { apiKey: key.id, ts: String(Date.now()), nonce: crypto.randomUUID(), ...change };
  return new URLSearchParams({ ...fields, sig: signSocketHandshake(deriveSocketKey(key.secret), fields, ip) });
};
