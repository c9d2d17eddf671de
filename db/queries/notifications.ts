import type { NotificationType } from '@waqtor/contracts';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { notificationFacts, notifications } from '../schema/index.ts';
import type { Database } from './database.ts';
import { countUnreadQuery, tellPeople, unreadOf } from './tell-people.ts';
import type { Notice, NotificationRow, ToldPerson } from './tell-people.ts';

/** What is one person's in one workspace. */
export interface Reader {
  userId: string;
  workspaceId: string;
}

/**
 * Tells every owner and admin of the workspace without telling their open pages: these find it at their next poll.
 * Whoever can reach the hub calls `notify` instead.
 */
export const notifyAdministrators = (db: Database, notice: Omit<Notice, 'audience'>): Promise<ToldPerson[]> =>
  tellPeople(db, { ...notice, audience: 'admins' });

export interface NotificationQuery {
  isUnreadOnly: boolean;
  type?: NotificationType | undefined;
  /** The sort key of the last row of the page before. */
  last: { updatedAt: Date; id: string } | null;
  limit: number;
}

/** Latest first. */
export const listNotificationsQuery = (db: Database, { userId, workspaceId }: Reader, query: NotificationQuery) =>
  db
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.userId, userId),
        eq(notifications.workspaceId, workspaceId),
        // Not a parameter: the planner takes a partial index only for the words that made it.
        query.isUnreadOnly ? sql`read = 0` : undefined,
        query.type === undefined ? undefined : eq(notifications.type, query.type),
        query.last === null
          ? undefined
          : sql`(${notifications.updatedAt}, ${notifications.id}) < (${query.last.updatedAt.getTime()}, ${query.last.id})`,
      ),
    )
    .orderBy(desc(notifications.updatedAt), desc(notifications.id))
    .limit(query.limit);

export const listNotifications = async (
  db: Database,
  reader: Reader,
  query: NotificationQuery,
): Promise<NotificationRow[]> => listNotificationsQuery(db, reader, query);

export const countAllQuery = (db: Database, { userId, workspaceId }: Reader) =>
  db
    .select({ total: sql<number>`COUNT(*)` })
    .from(notifications)
    .where(and(eq(notifications.userId, userId), eq(notifications.workspaceId, workspaceId)));

export const countNotifications = async (db: Database, reader: Reader): Promise<{ unread: number; total: number }> => {
  const [unread, total] = await db.batch([
    countUnreadQuery(db, reader.userId, reader.workspaceId),
    countAllQuery(db, reader),
  ]);
  return { unread: unread[0]?.unread ?? 0, total: total[0]?.total ?? 0 };
};

export const countUnread = async (db: Database, { userId, workspaceId }: Reader): Promise<number> => {
  const [row] = await countUnreadQuery(db, userId, workspaceId);
  return row?.unread ?? 0;
};

const ofReader = ({ userId, workspaceId }: Reader, id: string) =>
  and(eq(notifications.id, id), eq(notifications.userId, userId), eq(notifications.workspaceId, workspaceId));

/** Null: this person has no such notification. Its place in the list stays. */
export const setRead = async (
  db: Database,
  reader: Reader,
  id: string,
  { isRead, now }: { isRead: boolean; now: Date },
): Promise<NotificationRow | null> => {
  const [row] = await db
    .update(notifications)
    .set({ isRead, readAt: isRead ? now : null })
    .where(ofReader(reader, id))
    .returning();
  return row ?? null;
};

export const deleteNotification = async (db: Database, reader: Reader, id: string): Promise<boolean> => {
  const gone = await db.delete(notifications).where(ofReader(reader, id)).returning({ id: notifications.id });
  return gone.length > 0;
};

export const markAllQuery = (db: Database, { userId, workspaceId }: Reader, now: Date) =>
  db.update(notifications).set({ isRead: true, readAt: now }).where(unreadOf(userId, workspaceId));

/** How many were marked; they are known by `now` to `unmarkAll`. */
export const markAllRead = async (db: Database, reader: Reader, now: Date): Promise<number> =>
  (await markAllQuery(db, reader, now)).meta.changes;

export const unmarkAllQuery = (db: Database, { userId, workspaceId }: Reader, readAt: Date) =>
  db
    .update(notifications)
    .set({ isRead: false, readAt: null })
    .where(
      sql`${notifications.userId} = ${userId} AND ${notifications.workspaceId} = ${workspaceId} AND read = 1
        AND ${notifications.readAt} = ${readAt.getTime()}`,
    );

/** Takes back what was marked read at that time; answers how many. */
export const unmarkAll = async (db: Database, reader: Reader, readAt: Date): Promise<number> =>
  (await unmarkAllQuery(db, reader, readAt)).meta.changes;

/** Rows of one statement: the others that use the database meanwhile must not wait long. */
const DELETED_AT_ONCE = 1_000;

export const deleteOldQuery = (db: Database, before: Date) =>
  db
    .delete(notifications)
    .where(
      sql`${notifications.id} IN (SELECT id FROM notifications WHERE created_at < ${before.getTime()} LIMIT ${DELETED_AT_ONCE})`,
    );

/** Deletes what was first told before; answers whether more of it is left. */
export const deleteNotificationsBefore = async (db: Database, before: Date): Promise<boolean> =>
  (await deleteOldQuery(db, before)).meta.changes === DELETED_AT_ONCE;

/** Facts so old that nobody tries to tell them any more. */
export const deleteFactsBefore = async (db: Database, before: Date): Promise<void> => {
  await db.delete(notificationFacts).where(lt(notificationFacts.at, before));
};
