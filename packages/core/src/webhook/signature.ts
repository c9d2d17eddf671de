import { WEBHOOK_HEADERS } from '@waqtor/contracts';

/** Generated secrets: `whsec_` + base64 of 32 random bytes (W-2). */
const SECRET_PREFIX = 'whsec_';
export const WEBHOOK_SECRET_BYTES = 32;

const encoder = new TextEncoder();
const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text) as Uint8Array<ArrayBuffer>;
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A secret in the form in which it signs. Not extractable: what keeps it in memory keeps nothing to print. */
export interface SigningKeys {
  /** Of `X-Waqtor-Signature`. */
  body: CryptoKey;
  /** Of `webhook-signature`. */
  standard: CryptoKey;
}

const imported = (key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);

/** Worth keeping: it costs more than a signature. */
export const signingKeysOf = async (secret: string): Promise<SigningKeys> => {
  const [body, standard] = await Promise.all([imported(utf8(secret)), imported(standardKey(secret))]);
  return { body, standard };
};

const hmac = async (key: CryptoKey, text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text)));

/** The text of a secret of WEBHOOK_SECRET_BYTES. */
export const webhookSecretOf = (bytes: Uint8Array): string => SECRET_PREFIX + toBase64(bytes);

export const newWebhookSecret = (): string =>
  webhookSecretOf(crypto.getRandomValues(new Uint8Array(WEBHOOK_SECRET_BYTES)));

/** Standard Webhooks key: the decoded part of `whsec_…`; a secret of any other form is used as its UTF-8 bytes. */
const standardKey = (secret: string): Uint8Array<ArrayBuffer> => {
  if (!secret.startsWith(SECRET_PREFIX)) return utf8(secret);
  try {
    return Uint8Array.from(atob(secret.slice(SECRET_PREFIX.length)), (char) => char.charCodeAt(0));
  } catch {
    // Not base64 after the prefix: somebody's own secret that happens to start so.
    return utf8(secret);
  }
};

/** `v1,<base64>` over `id.timestamp.body` (Standard Webhooks 1.0). */
const standardBy = async ({ standard }: SigningKeys, attempt: Omit<SignedAttempt, 'keys'>): Promise<string> =>
  `v1,${toBase64(await hmac(standard, `${attempt.eventId}.${attempt.timestampSeconds}.${attempt.body}`))}`;

/** `sha256=<hex>` over the raw body, keyed by the whole secret as shown (the header of many existing receivers). */
const bodyBy = async ({ body: key }: SigningKeys, body: string): Promise<string> =>
  `sha256=${toHex(await hmac(key, body))}`;

export const standardSignature = async (
  secret: string,
  eventId: string,
  timestampSeconds: number,
  body: string,
): Promise<string> => standardBy(await signingKeysOf(secret), { eventId, timestampSeconds, body });

export const bodySignature = async (secret: string, body: string): Promise<string> =>
  bodyBy(await signingKeysOf(secret), body);

export interface SignedAttempt {
  /** Newest first, at most two. */
  keys: readonly SigningKeys[];
  eventId: string;
  timestampSeconds: number;
  body: string;
}

/**
 * The signature headers of one attempt (W-2). While an old secret is in its grace, `webhook-signature` carries both
 * and the old body signature rides in `X-Waqtor-Signature-Previous`.
 */
export const signatureHeaders = async ({ keys, ...attempt }: SignedAttempt): Promise<Record<string, string>> => {
  const [newest, previous] = keys;
  if (newest === undefined) throw new Error('An endpoint has at least one secret.');
  const live = previous === undefined ? [newest] : [newest, previous];
  const [standard, bodies] = await Promise.all([
    Promise.all(live.map((each) => standardBy(each, attempt))),
    Promise.all(live.map((each) => bodyBy(each, attempt.body))),
  ]);
  return {
    [WEBHOOK_HEADERS.signature]: bodies[0] as string,
    ...(bodies[1] === undefined ? {} : { [WEBHOOK_HEADERS.previousSignature]: bodies[1] }),
    [WEBHOOK_HEADERS.id]: attempt.eventId,
    [WEBHOOK_HEADERS.timestamp]: String(attempt.timestampSeconds),
    [WEBHOOK_HEADERS.standardSignature]: standard.join(' '),
  };
};
