import { isSameBytes } from '../same-bytes.ts';

const encoder = new TextEncoder();
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

/** A key of its own (RFC 5869) under the deployment's data key, so that a signature here is of no use elsewhere. */
const linkKey = async (dataKey: string): Promise<CryptoKey> => {
  const root = await crypto.subtle.importKey('raw', fromBase64(dataKey), 'HKDF', false, ['deriveKey']);
  const derivation = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoder.encode('waqtor media link'),
  };
  return crypto.subtle.deriveKey(derivation, root, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']);
};

export interface MediaLink {
  mediaId: string;
  /** Where the medium is known: a session (`ses_…`), or a workspace (`wsp_…`) for an upload. */
  scope: string;
  /** Epoch seconds. */
  expires: number;
}

const digestOf = async (dataKey: string, { mediaId, scope, expires }: MediaLink): Promise<Uint8Array> => {
  const text = encoder.encode(`${mediaId}\n${scope}\n${expires}`);
  return new Uint8Array(await crypto.subtle.sign('HMAC', await linkKey(dataKey), text));
};

/** `<scope>.<HMAC-SHA256 in base64url>`: whoever holds it may read this medium until then, and nothing else. */
export const signMediaLink = async (dataKey: string, link: MediaLink): Promise<string> =>
  `${link.scope}.${toBase64Url(await digestOf(dataKey, link))}`;

/** The scope that was signed, or null when any of it was changed. Whether it has expired is the caller's question. */
export const scopeOfMediaLink = async (
  dataKey: string,
  signed: { mediaId: string; expires: number; signature: string },
): Promise<string | null> => {
  const [scope = '', proof = ''] = signed.signature.split('.');
  const expected = toBase64Url(await digestOf(dataKey, { mediaId: signed.mediaId, expires: signed.expires, scope }));
  return isSameBytes(encoder.encode(proof), encoder.encode(expected)) ? scope : null;
};
