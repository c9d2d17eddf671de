import type { NewAuditRow, UiLanguage } from '@waqtor/contracts';
import { and, eq, sql } from 'drizzle-orm';
import { users } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

export interface UserRecord {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  phone: string | null;
  language: UiLanguage;
  avatarKey: string | null;
  hasSecondFactor: boolean;
}

export const findUser = async (db: Database, id: string): Promise<UserRecord | null> => {
  const [row] = await db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      emailVerified: users.emailVerified,
      phone: users.phone,
      language: users.language,
      avatarKey: users.avatarKey,
      hasSecondFactor: users.twoFactorEnabled,
    })
    .from(users)
    .where(eq(users.id, id));
  return row ?? null;
};

/** What people change of themselves. */
export type ProfileChange = Partial<Pick<UserRecord, 'name' | 'phone' | 'language' | 'avatarKey'>>;

/** False when the profile is not as it was read. `audit` is null for somebody who is a member of nothing. */
export const changeProfile = async (
  db: Database,
  read: UserRecord,
  change: ProfileChange,
  audit: NewAuditRow | null,
  now: Date,
): Promise<boolean> => {
  const update = db
    .update(users)
    .set({ ...change, updatedAt: now })
    .where(
      and(
        eq(users.id, read.id),
        eq(users.name, read.name),
        sql`${users.phone} IS ${read.phone}`,
        eq(users.language, read.language),
        sql`${users.avatarKey} IS ${read.avatarKey}`,
      ),
    )
    .returning({ id: users.id });
  const [changed] = await db.batch([update, ...(audit ? [insertAuditRowAfter(db, audit)] : [])]);
  return changed.length === 1;
};
