/** Opaque keyset cursors: the sort key of the last row, base64url of JSON. */
export const encodeCursor = (parts: readonly string[]): string =>
  btoa(encodeURIComponent(JSON.stringify(parts)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

/** Null when it is not a cursor of `count` parts. */
export const decodeCursor = (cursor: string, count: number): string[] | null => {
  try {
    const value: unknown = JSON.parse(decodeURIComponent(atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))));
    const isCursor = Array.isArray(value) && value.length === count && value.every((part) => typeof part === 'string');
    return isCursor ? (value as string[]) : null;
  } catch {
    // Not base64, not JSON: somebody else's cursor.
    return null;
  }
};
