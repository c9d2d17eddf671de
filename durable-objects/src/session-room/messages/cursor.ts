/** A place in a list that is ordered by (time, id), newest first. Opaque to clients. */
export interface Place {
  timestamp: number;
  id: string;
}

export const toCursor = ({ timestamp, id }: Place): string =>
  btoa(`${timestamp}.${id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Null when it is not one of ours. */
export const fromCursor = (cursor: string): Place | null => {
  let text: string;
  try {
    text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    // Not base64: not one of ours.
    return null;
  }
  const match = /^(\d{1,16})\.(msg_[0-9A-Za-z]{10,64})$/.exec(text);
  return match ? { timestamp: Number(match[1]), id: match[2] as string } : null;
};
