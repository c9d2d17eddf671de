import type { DatabaseSync, StatementSync } from 'node:sqlite';

const KEPT_MS = 7 * 24 * 3_600_000;

/** An inbound medium whose bytes must still reach the edge. */
export interface MediaJob {
  keyId: string;
  waMessageId: string;
  mimetype: string;
}

/** Writers run inside `Store.commit`. */
export class MediaJobs {
  readonly #add: StatementSync;
  readonly #done: StatementSync;
  readonly #pending: StatementSync;
  readonly #prune: StatementSync;

  constructor(db: DatabaseSync) {
    this.#add = db.prepare(
      'INSERT OR IGNORE INTO media_jobs (session_id, key_id, wa_message_id, mimetype, at_ms) VALUES (?, ?, ?, ?, ?)',
    );
    this.#done = db.prepare('UPDATE media_jobs SET is_done = 1 WHERE session_id = ? AND key_id = ?');
    this.#pending = db.prepare(
      `SELECT key_id AS keyId, wa_message_id AS waMessageId, mimetype FROM media_jobs
       WHERE session_id = ? AND is_done = 0 ORDER BY at_ms LIMIT ?`,
    );
    this.#prune = db.prepare('DELETE FROM media_jobs WHERE at_ms < ?');
  }

  /** A message that is seen twice (backfill) is fetched once. */
  add(sessionId: string, job: MediaJob, nowMs: number): void {
    this.#add.run(sessionId, job.keyId, job.waMessageId, job.mimetype, nowMs);
  }

  done(sessionId: string, keyId: string): void {
    this.#done.run(sessionId, keyId);
  }

  pending(sessionId: string, limit: number): MediaJob[] {
    return (this.#pending.all(sessionId, limit) as unknown as MediaJob[]).map((row) => ({ ...row }));
  }

  prune(nowMs: number): void {
    this.#prune.run(nowMs - KEPT_MS);
  }
}
