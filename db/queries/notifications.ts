import type { NotificationParams, NotificationType } from '@waqtor/contracts';
import { and, eq, inArray } from 'drizzle-orm';
import { members, notifications } from '../schema/index.ts';
import type { Database } from './database.ts';

export interface NewNotification {
  workspaceId: string;
  /** Id of the row of one person, computed from the fact: it is one row, however often it is inserted. */
  idOf: (userId: string) => string;
  type: NotificationType;
  code: string;
  params: NotificationParams;
  link: string | null;
  at: Date;
}

/** Tells every owner and admin of the workspace, all of them or nobody; a repetition changes nothing. */
export const notifyAdministrators = async (
  db: Database,
  { workspaceId, idOf, at, ...told }: NewNotification,
): Promise<void> => {
  const people = await db
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), inArray(members.role, ['owner', 'admin'])));
  const [first, ...rest] = people.map(({ userId }) =>
    db
      .insert(notifications)
      .values({ id: idOf(userId), workspaceId, userId, ...told, createdAt: at, updatedAt: at })
      .onConflictDoNothing({ target: notifications.id }),
  );
  if (first !== undefined) await db.batch([first, ...rest]);
};
