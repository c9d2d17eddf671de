import type { Rows } from './rows.ts';

export const MARK_SCHEMA = `
  CREATE TABLE IF NOT EXISTS archived (phone TEXT NOT NULL, peer TEXT NOT NULL, PRIMARY KEY (phone, peer));
  CREATE TABLE IF NOT EXISTS blocked (phone TEXT NOT NULL, peer TEXT NOT NULL, PRIMARY KEY (phone, peer));
  CREATE TABLE IF NOT EXISTS deleted (phone TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (phone, id));
  CREATE TABLE IF NOT EXISTS votes (pollId TEXT NOT NULL, phone TEXT NOT NULL, selected TEXT NOT NULL, atMs INTEGER NOT NULL,
    PRIMARY KEY (pollId, phone));`;

/** What an account keeps for itself about chats and messages, and votes. A `peer` is a phone or the id of a group. */
export class MarkRows {
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** Answers whether anything changed. */
  set(mark: 'archived' | 'blocked', phone: string, peer: string, isSet: boolean): boolean {
    const sql = isSet
      ? `INSERT OR IGNORE INTO ${mark} (phone, peer) VALUES (?, ?)`
      : `DELETE FROM ${mark} WHERE phone = ? AND peer = ?`;
    return this.#rows.run(sql, phone, peer).changes > 0;
  }
  has = (mark: 'archived' | 'blocked', phone: string, peer: string): boolean =>
    this.#rows.one(`SELECT 1 FROM ${mark} WHERE phone = ? AND peer = ?`, phone, peer) !== null;
  peers = (mark: 'archived' | 'blocked', phone: string): string[] =>
    this.#rows.all<{ peer: string }>(`SELECT peer FROM ${mark} WHERE phone = ?`, phone).map(({ peer }) => peer);

  /** Gone for this account alone. */
  remove(phone: string, id: string): void {
    this.#rows.run('INSERT OR IGNORE INTO deleted (phone, id) VALUES (?, ?)', phone, id);
  }

  vote(pollId: string, phone: string, selected: readonly number[], atMs: number): void {
    this.#rows.run(
      `INSERT INTO votes VALUES (?, ?, ?, ?)
       ON CONFLICT (pollId, phone) DO UPDATE SET selected = excluded.selected, atMs = excluded.atMs`,
      pollId,
      phone,
      JSON.stringify(selected),
      atMs,
    );
  }
  votes = (pollId: string): { phone: string; selected: number[] }[] =>
    this.#rows
      .all<{ phone: string; selected: string }>(
        'SELECT phone, selected FROM votes WHERE pollId = ? ORDER BY rowid',
        pollId,
      )
      .map(({ phone, selected }) => ({ phone, selected: JSON.parse(selected) as number[] }));
}
