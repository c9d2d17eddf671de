import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** failed sign-ins in a row, per account and per network address. */
export const loginAttempts = sqliteTable('login_attempts', {
  /** Hex HMAC of `account:<e-mail>` or `ip:<address>`: the table names nobody. */
  subject: text('subject').primaryKey(),
  failures: integer('failures').notNull(),
  /** Nothing is tried before this time. */
  blockedUntil: integer('blocked_until', { mode: 'timestamp_ms' }).notNull(),
  updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
});
