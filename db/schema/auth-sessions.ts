import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './users.ts';

/** Logins of people (better-auth model `session`); not to be confused with `sessions`, the WhatsApp accounts. */
export const authSessions = sqliteTable(
  'auth_sessions',
  {
    id: text('id').primaryKey(),
    /** SHA-256 of the token in the cookie (ADR-005): a copy of this table opens no login. */
    token: text('token').notNull().unique(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    /** The workspace that this login works in; null, or one that was left: the first that the person joined. */
    workspaceId: text('workspace_id'),
    /** When password or second factor were shown last (recent authentication). */
    authenticatedAt: integer('authenticated_at', { mode: 'timestamp_ms' }),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('auth_sessions_user').on(table.userId)],
);
