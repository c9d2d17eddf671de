import type { UiLanguage } from '@waqtor/contracts';
import { eq } from 'drizzle-orm';
import { users } from '../schema/index.ts';
import type { Database } from './database.ts';

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
