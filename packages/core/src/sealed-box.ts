/**
 * Secrets at rest: AES-256-GCM under the deployment's WAQTOR_DATA_KEY (32 bytes, base64).
 * Form: `v1.<iv base64>.<ciphertext base64>`; `context` (the owner's id) is authenticated, so that a sealed secret
 * cannot be moved to another row.
 */
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** A deployment has one key: it is imported once, not for everything that is opened. */
let known: { dataKey: string; key: CryptoKey } | null = null;

const importKey = async (dataKey: string): Promise<CryptoKey> => {
  if (known?.dataKey === dataKey) return known.key;
  const key = await crypto.subtle.importKey('raw', fromBase64(dataKey), 'AES-GCM', false, ['encrypt', 'decrypt']);
  // The key, not its promise: a Worker may not wait for what another request began.
  known = { dataKey, key };
  return key;
};

export const seal = async (dataKey: string, context: string, clear: string): Promise<string> => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(context) },
    await importKey(dataKey),
    new TextEncoder().encode(clear),
  );
  return `v1.${toBase64(iv)}.${toBase64(new Uint8Array(sealed))}`;
};

/** Throws when the key, the context or a byte differs. */
export const open = async (dataKey: string, context: string, sealed: string): Promise<string> => {
  const [version, iv, body] = sealed.split('.');
  if (version !== 'v1' || !iv || !body) throw new Error('Not a sealed secret of this version.');
  const clear = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: fromBase64(iv), additionalData: new TextEncoder().encode(context) },
    await importKey(dataKey),
    fromBase64(body),
  );
  return new TextDecoder().decode(clear);
};
