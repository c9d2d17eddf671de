export const toBase64 = (buffer) => {
  const bytes = new Uint8Array(buffer);
  // In slices: one call with millions of arguments overflows the stack.
  const SLICE = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += SLICE) binary += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(binary);
};
export const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
export const hashOf = async (blob) => toBase64(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));

/** The library's handle on the bytes of a medium that is being sent. */
export class OpaqueData {
  static async createFromData(data, type) {
    const opaque = new OpaqueData();
    opaque.blob = data instanceof OpaqueData ? data.blob : data;
    opaque.type = type;
    return opaque;
  }
  get size() {
    return this.blob.size;
  }
  url() {
    this.objectUrl ??= URL.createObjectURL(this.blob);
    return this.objectUrl;
  }
  autorelease() {
    if (this.objectUrl) URL.revokeObjectURL(this.objectUrl);
    this.objectUrl = undefined;
  }
  formData() {
    return this.blob;
  }
}
