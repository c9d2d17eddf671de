import type { UiLanguage } from '@waqtor/contracts';
import { and, eq, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { authAccounts, users } from '../schema/index.ts';
import type { Database } from './database.ts';

export interface Credential {
  userId: string;
  name: string;
  email: string;
  emailVerified: boolean;
  language: UiLanguage;
  hasSecondFactor: boolean;
  passwordHash: string | null;
}

const findWhere = async (db: Database, condition: SQL): Promise<Credential | null> => {
  const [row] = await db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      emailVerified: users.emailVerified,
      language: users.language,
      hasSecondFactor: users.twoFactorEnabled,
      passwordHash: authAccounts.password,
    })
    .from(users)
    .leftJoin(authAccounts, and(eq(authAccounts.userId, users.id), eq(authAccounts.providerId, 'credential')))
    .where(condition)
    .limit(1);
  return row ?? null;
};

/** `email` in lower case. */
export const findCredentialByEmail = (db: Database, email: string): Promise<Credential | null> =>
  findWhere(db, eq(users.email, email));

export const findCredential = (db: Database, userId: string): Promise<Credential | null> =>
  findWhere(db, eq(users.id, userId));

export interface NewPerson {
  userId: string;
  accountId: string;
  /** `issuer` of the sign-in library for passwords. */
  issuer: string;
  name: string;
  /** Lower case. */
  email: string;
  isEmailVerified: boolean;
  language: UiLanguage;
  passwordHash: string;
}

/** Is this person in the table? As a condition of the statements after it in a batch. */
export const personExists = (userId: string): SQL => sql`EXISTS (SELECT 1 FROM users WHERE id = ${userId})`;
export const emailIsFree = (email: string): SQL => sql`NOT EXISTS (SELECT 1 FROM users WHERE email = ${email})`;

/**
 * Statements that make a person with a password, or change nothing when the address is taken: the same work either
 * way, so that neither answer nor time tells which it was.
 */
export const insertPersonIfFree = (db: Database, person: NewPerson, now: Date) => {
  const at = now.getTime();
  return [
    db.insert(users).select(
      sql`SELECT ${person.userId}, ${person.name}, ${person.email}, ${person.isEmailVerified ? 1 : 0}, NULL, NULL, NULL,
        ${person.language}, 0, ${at}, ${at} WHERE ${emailIsFree(person.email)}`,
    ),
    db.insert(authAccounts).select(
      sql`SELECT ${person.accountId}, ${person.issuer}, ${person.userId}, 'credential', ${person.userId}, NULL, NULL,
        NULL, NULL, NULL, NULL, ${person.passwordHash}, ${at}, ${at} WHERE ${personExists(person.userId)}`,
    ),
  ] as const;
};

export const setPasswordWhere = (db: Database, userId: string, passwordHash: string, condition: SQL, now: Date) =>
  db
    .update(authAccounts)
    .set({ password: passwordHash, updatedAt: now })
    .where(and(eq(authAccounts.userId, userId), eq(authAccounts.providerId, 'credential'), condition))
    .returning({ id: authAccounts.id });

export const setEmailVerifiedWhere = (db: Database, userId: string, condition: SQL, now: Date) =>
  db
    .update(users)
    .set({ emailVerified: true, updatedAt: now })
    .where(and(eq(users.id, userId), condition));

/** Does nothing when somebody has the address by now. */
export const setEmailWhere = (db: Database, userId: string, email: string, condition: SQL, now: Date) =>
  db
    .update(users)
    .set({ email, emailVerified: true, updatedAt: now })
    .where(and(eq(users.id, userId), condition, emailIsFree(email)))
    .returning({ id: users.id });
