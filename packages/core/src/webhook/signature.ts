import { WEBHOOK_HEADERS } from '@waqtor/contracts';

/** Generated secrets: `whsec_` + base64 of 32 random bytes (W-2). */
const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES = 32;

const utf8 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const hmac = async (key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array> => {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(text)));
};

export const newWebhookSecret = (): string =>
  SECRET_PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));

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
export const standardSignature = async (
  secret: string,
  id: string,
  timestampSeconds: number,
  body: string,
): Promise<string> => `v1,${toBase64(await hmac(standardKey(secret), `${id}.${timestampSeconds}.${body}`))}`;

/** `sha256=<hex>` over the raw body, keyed by the whole secret as shown (the header of many existing receivers). */
export const bodySignature = async (secret: string, body: string): Promise<string> =>
  `sha256=${toHex(await hmac(utf8(secret), body))}`;

/**
 * The signature headers of one attempt (W-2). `secrets` newest first, at most two: while an old secret is in its
 * grace, `webhook-signature` carries both and the old body signature rides in `X-Waqtor-Signature-Previous`.
 */
export const signatureHeaders = async (attempt: {
  secrets: readonly string[];
  eventId: string;
  timestampSeconds: number;
  body: string;
}): Promise<Record<string, string>> => {
  const [newest, previous] = attempt.secrets;
  if (newest === undefined) throw new Error('An endpoint has at least one secret.');
  const live = previous === undefined ? [newest] : [newest, previous];
  const standard = await Promise.all(
    live.map((secret) => standardSignature(secret, attempt.eventId, attempt.timestampSeconds, attempt.body)),
  );
  return {
    [WEBHOOK_HEADERS.signature]: await bodySignature(newest, attempt.body),
    ...(previous === undefined
      ? {}
      : { [WEBHOOK_HEADERS.previousSignature]: await bodySignature(previous, attempt.body) }),
    [WEBHOOK_HEADERS.id]: attempt.eventId,
    [WEBHOOK_HEADERS.timestamp]: String(attempt.timestampSeconds),
    [WEBHOOK_HEADERS.standardSignature]: standard.join(' '),
  };
};
