/** A place in a thread, newest first: the second (epoch) and, within it, the order of arrival. Opaque to clients. */
export interface Place {
  second: number;
  arrival: number;
}

export const toCursor = ({ second, arrival }: Place): string =>
  btoa(`${second}.${arrival}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Null when it is not one of ours. */
export const fromCursor = (cursor: string): Place | null => {
  let text: string;
  try {
    text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    // Not base64: not one of ours.
    return null;
  }
  const match = /^(\d{1,13})\.(\d{1,15})$/.exec(text);
  return match ? { second: Number(match[1]), arrival: Number(match[2]) } : null;
};
