const SIGNATURE_BYTES = 64;

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> | null => {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  } catch {
    // A length that no base64 has: the signature is not one.
    return null;
  }
};

/** `publicKey` is the raw 32 bytes, both in base64url. False for anything that is not a signature by that key. */
export const verifyEd25519 = async (publicKey: string, signature: string, payload: string): Promise<boolean> => {
  const raw = fromBase64Url(publicKey);
  const signed = fromBase64Url(signature);
  if (!raw || !signed || signed.length !== SIGNATURE_BYTES) return false;
  const key = await crypto.subtle.importKey('raw', raw, { name: 'Ed25519' }, false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, signed, new TextEncoder().encode(payload));
};
