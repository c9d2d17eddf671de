import type { NotificationChoice, NotificationCode } from '@waqtor/contracts';
import { and, eq } from 'drizzle-orm';
import { notificationPreferences } from '../schema/index.ts';
import type { Database } from './database.ts';
import type { Reader } from './notifications.ts';

/** What a person chose, by code; codes without a row have their default. */
export const chosenPreferences = async (
  db: Database,
  { userId, workspaceId }: Reader,
): Promise<Map<string, NotificationChoice>> => {
  const rows = await db
    .select()
    .from(notificationPreferences)
    .where(and(eq(notificationPreferences.userId, userId), eq(notificationPreferences.workspaceId, workspaceId)));
  return new Map(
    rows.map(({ code, inApp, desktop, sound, email }) => [code, { inApp, desktop, sound, email }] as const),
  );
};

export interface PreferenceChange {
  code: NotificationCode;
  /** Only what changes. */
  change: Partial<NotificationChoice>;
  /** What stands when nobody chose. */
  usual: NotificationChoice;
}

/** All of them or none; two pages that change different channels of one code do not undo each other. */
export const changePreferences = async (
  db: Database,
  reader: Reader,
  changes: readonly PreferenceChange[],
): Promise<void> => {
  const { userId, workspaceId, code: ofCode } = notificationPreferences;
  const [one, ...more] = changes
    .filter(({ change }) => Object.keys(change).length > 0)
    .map(({ code, change, usual }) =>
      db
        .insert(notificationPreferences)
        .values({ ...reader, code, ...usual, ...change })
        .onConflictDoUpdate({ target: [userId, workspaceId, ofCode], set: change }),
    );
  if (one) await db.batch([one, ...more]);
};
