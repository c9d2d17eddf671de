import { WaqtorError } from '@waqtor/contracts';
import type { Principal, SignedHandshake } from '@waqtor/contracts';
import { open } from '@waqtor/core/sealed-box';
import { isSignedWith, isTimely, keyIdOf } from '@waqtor/core/socket-signature/socket-signature';
import type { KeyRecord } from '@waqtor/db/queries/api-keys';
import type { ApiContext } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { clientIp } from '../../http/client-ip.ts';
import { expiredHandshake } from './expired-handshake.ts';
import { keyFaultOf, principalOfKey, readKeyRecord, touchKey } from './key-principal.ts';

const isSignedByKey = async (c: ApiContext, record: KeyRecord, handshake: SignedHandshake): Promise<boolean> => {
  if (record.sealedSocketKey === null) return false;
  const socketKey = await open(settingsOf(c.env).dataKey, record.id, record.sealedSocketKey);
  return isSignedWith(socketKey, handshake, clientIp(c.req.raw.headers));
};

/**
 * The key that signed the handshake (H-2), by its newest secret. `expired_handshake` before anything is looked up; one
 * `invalid_signature` for unknown keys and wrong signatures. Whoever signed holds the secret, and is told what else is
 * wrong as by a presented key: `invalid_api_key`, `ip_not_allowed`. That the nonce is new only the hub can say.
 */
export const signedKeyPrincipal = async (c: ApiContext, handshake: SignedHandshake): Promise<Principal> => {
  const now = new Date();
  if (!isTimely(handshake, now.getTime())) throw expiredHandshake(now.getTime());
  const record = await readKeyRecord(c, keyIdOf(handshake), now);
  if (!record || !(await isSignedByKey(c, record, handshake))) throw new WaqtorError('invalid_signature');
  const fault = keyFaultOf(c, record, now);
  if (fault !== null) throw new WaqtorError(fault);
  touchKey(c, record, now);
  return principalOfKey(record);
};
