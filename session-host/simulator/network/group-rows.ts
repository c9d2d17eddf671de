import type { Rows } from './rows.ts';

export const GROUP_SCHEMA = `
  CREATE TABLE IF NOT EXISTS groups (id TEXT PRIMARY KEY, subject TEXT NOT NULL, description TEXT,
    isAnnouncement INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS members (groupId TEXT NOT NULL, phone TEXT NOT NULL, isAdmin INTEGER NOT NULL,
    PRIMARY KEY (groupId, phone));
  CREATE TABLE IF NOT EXISTS recipients (id TEXT NOT NULL, phone TEXT NOT NULL, isRead INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id, phone));
  CREATE INDEX IF NOT EXISTS recipients_phone ON recipients (phone);`;

export interface GroupRow {
  /** `<digits>@g.us`. */
  id: string;
  subject: string;
  description: string | null;
  isAnnouncement: number;
}
export interface MemberRow {
  phone: string;
  isAdmin: number;
}

/** Groups, who is in them, and who got which of their messages. */
export class GroupRows {
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  put({ id, subject, description, isAnnouncement }: GroupRow): void {
    this.#rows.run(
      `INSERT INTO groups (id, subject, description, isAnnouncement) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE
       SET subject = excluded.subject, description = excluded.description, isAnnouncement = excluded.isAnnouncement`,
      id,
      subject,
      description,
      isAnnouncement,
    );
  }
  get = (id: string) => this.#rows.one<GroupRow>('SELECT * FROM groups WHERE id = ?', id);
  all = () => this.#rows.all<GroupRow>('SELECT * FROM groups ORDER BY rowid');

  putMember(groupId: string, phone: string, isAdmin: boolean): void {
    this.#rows.run(
      `INSERT INTO members VALUES (?, ?, ?) ON CONFLICT (groupId, phone) DO UPDATE SET isAdmin = excluded.isAdmin`,
      groupId,
      phone,
      isAdmin ? 1 : 0,
    );
  }
  removeMember(groupId: string, phone: string): void {
    this.#rows.run('DELETE FROM members WHERE groupId = ? AND phone = ?', groupId, phone);
  }
  members = (groupId: string) =>
    this.#rows.all<MemberRow>('SELECT phone, isAdmin FROM members WHERE groupId = ? ORDER BY rowid', groupId);
  member = (groupId: string, phone: string) =>
    this.#rows.one<MemberRow>('SELECT phone, isAdmin FROM members WHERE groupId = ? AND phone = ?', groupId, phone);

  addRecipient(messageId: string, phone: string): void {
    this.#rows.run('INSERT OR IGNORE INTO recipients (id, phone) VALUES (?, ?)', messageId, phone);
  }
  recipients = (messageId: string) =>
    this.#rows.all<{ phone: string }>('SELECT phone FROM recipients WHERE id = ?', messageId).map(({ phone }) => phone);
  /** Marks what `phone` has of the group as read; answers the messages that everybody has read now. */
  markRead(groupId: string, phone: string): { id: string; fromPhone: string }[] {
    this.#rows.run(
      'UPDATE recipients SET isRead = 1 WHERE phone = ? AND id IN (SELECT id FROM messages WHERE toPhone = ?)',
      phone,
      groupId,
    );
    return this.#rows.all<{ id: string; fromPhone: string }>(
      `SELECT DISTINCT id, fromPhone FROM messages m WHERE toPhone = ? AND ack < 3
       AND NOT EXISTS (SELECT 1 FROM recipients r WHERE r.id = m.id AND r.isRead = 0)`,
      groupId,
    );
  }
}
