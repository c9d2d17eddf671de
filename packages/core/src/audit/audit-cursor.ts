import { decodeCursor, encodeCursor } from '../hub/page-cursor.ts';

/** A place in the audit, newest first: the time (epoch ms) and the id of the last row of a page. Opaque to clients. */
export interface AuditPlace {
  at: number;
  id: string;
}

export const toAuditCursor = ({ at, id }: AuditPlace): string => encodeCursor([String(at), id]);

/** Null when it is not one of ours. */
export const fromAuditCursor = (cursor: string): AuditPlace | null => {
  const [at, id] = decodeCursor(cursor, 2) ?? [];
  if (at === undefined || id === undefined) return null;
  return /^\d{1,15}$/.test(at) && /^aud_[0-9A-Za-z]{10,64}$/.test(id) ? { at: Number(at), id } : null;
};
