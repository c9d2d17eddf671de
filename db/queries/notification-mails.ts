import { and, asc, eq, lt, sql } from 'drizzle-orm';
import { members, notificationMails, users } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertMailWhere } from './mails.ts';
import type { NewMailRow } from './mails.ts';

/** Notifications that are to become e-mails, oldest first, with whom they go to; who left since gets none. */
export const waitingNotificationMails = (db: Database, limit: number) =>
  db
    .select({
      id: notificationMails.id,
      code: notificationMails.code,
      params: notificationMails.params,
      link: notificationMails.link,
      to: users.email,
      language: users.language,
    })
    .from(notificationMails)
    .innerJoin(users, eq(users.id, notificationMails.userId))
    .innerJoin(
      members,
      and(eq(members.workspaceId, notificationMails.workspaceId), eq(members.userId, notificationMails.userId)),
    )
    .orderBy(asc(notificationMails.createdAt))
    .limit(limit);

/** Puts the sealed mail into the outbox in its place; of two that try, one does. */
export const replaceByMail = async (db: Database, id: string, mail: NewMailRow): Promise<void> => {
  await db.batch([
    db.delete(notificationMails).where(eq(notificationMails.id, id)),
    insertMailWhere(db, mail, sql`changes() > 0`),
  ]);
};

export const dropNotificationMail = async (db: Database, id: string): Promise<void> => {
  await db.delete(notificationMails).where(eq(notificationMails.id, id));
};

export const deleteNotificationMailsBefore = async (db: Database, before: Date): Promise<void> => {
  await db.delete(notificationMails).where(lt(notificationMails.createdAt, before));
};
