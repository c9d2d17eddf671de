import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { HOST_HEADERS, handshakePayload } from '@waqtor/contracts';
import { ConfigError } from '../config.ts';

/** What is signed for, besides host, time and nonce (contracts `handshake.ts`). */
export interface SignedScope {
  audience: string;
  sessionId: string;
  epoch: number;
}

/** The host's Ed25519 key pair. The private key never leaves the data folder. */
export interface Identity {
  /** Raw 32 bytes, base64url. */
  readonly publicKey: string;
  /** Headers that authorise one request or upgrade; fresh nonce and time on every call. */
  headers(hostId: string, scope: SignedScope): Record<string, string>;
}

const KEY_FILE = 'host-key.pem';

const createKeyFile = (path: string): void => {
  const { privateKey } = generateKeyPairSync('ed25519');
  // Written beside and renamed: a crash in between leaves no half key that would lock the host out for ever.
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  writeSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, path);
};

const readKey = (path: string): KeyObject => {
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('Another kind of key');
    return key;
  } catch (cause) {
    throw new ConfigError(`The key file ${KEY_FILE} in WAQTOR_HOST_DATA cannot be read; restore it or enrol anew.`, {
      cause,
    });
  }
};

/** Reads the key pair of the folder; makes it (file mode 0600) at the first start. */
export const loadIdentity = (dataDir: string, now: () => number = Date.now): Identity => {
  const path = join(dataDir, KEY_FILE);
  if (!existsSync(path)) createKeyFile(path);
  const key = readKey(path);
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  return {
    publicKey: jwk.x as string,
    headers: (hostId, scope) => {
      const timestampMs = now();
      const nonce = randomBytes(16).toString('base64url');
      const payload = handshakePayload({ ...scope, hostId, timestampMs, nonce });
      return {
        [HOST_HEADERS.hostId]: hostId,
        [HOST_HEADERS.sessionId]: scope.sessionId,
        [HOST_HEADERS.epoch]: String(scope.epoch),
        [HOST_HEADERS.timestampMs]: String(timestampMs),
        [HOST_HEADERS.nonce]: nonce,
        [HOST_HEADERS.signature]: sign(null, Buffer.from(payload), key).toString('base64url'),
      };
    },
  };
};
