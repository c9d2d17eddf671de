/** Longer than any ticket or signed handshake lives (H-2: 30 s and ±60 s). */
const NONCE_KEPT_MS = 10 * 60 * 1000;

/** H-2: false when it was taken before. Only the object can say that two at the same time are two. */
export const takeNonce = (sql: SqlStorage, nonce: string, now: number): boolean => {
  sql.exec('DELETE FROM nonces WHERE expires_at < ?', now);
  const { rowsWritten } = sql.exec(
    'INSERT INTO nonces (nonce, expires_at) VALUES (?, ?) ON CONFLICT (nonce) DO NOTHING',
    nonce,
    now + NONCE_KEPT_MS,
  );
  return rowsWritten > 0;
};
