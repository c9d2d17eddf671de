import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { workspaces } from './workspaces.ts';

/** One-time codes that buy the registration of one host's public key. */
export const enrolmentCodes = sqliteTable(
  'enrolment_codes',
  {
    /** Hex SHA-256 of the code. */
    codeHash: text('code_hash').primaryKey(),
    /** What the host will belong to; null: the operator. */
    workspaceId: text('workspace_id').references(() => workspaces.id, { onDelete: 'cascade' }),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
    usedAt: integer('used_at', { mode: 'timestamp_ms' }),
    /** The key that used it: an enrolment whose answer was lost may be repeated with the same key. */
    usedByPublicKey: text('used_by_public_key'),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    index('enrolment_codes_workspace').on(table.workspaceId),
    index('enrolment_codes_expiry').on(table.expiresAt),
  ],
);
