import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './users.ts';

/** Second factor of a person (better-auth model `twoFactor`); secret and backup codes are encrypted by the library. */
export const twoFactors = sqliteTable(
  'two_factors',
  {
    id: text('id').primaryKey(),
    secret: text('secret').notNull(),
    backupCodes: text('backup_codes').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    verified: integer('verified', { mode: 'boolean' }).default(true),
    failedVerificationCount: integer('failed_verification_count').default(0),
    lockedUntil: integer('locked_until', { mode: 'timestamp_ms' }),
    /** Time step of the last accepted code: a code works once (RFC 6238 §5.2). */
    lastUsedStep: integer('last_used_step'),
  },
  (table) => [index('two_factors_user').on(table.userId)],
);
