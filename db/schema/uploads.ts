import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { workspaces } from './workspaces.ts';

/**
 * M-2: files that were uploaded before the message that sends them. A row is written before the first byte goes to R2
 * and goes with it; once the room of a session knows the medium, the file is the room's and the row is forgotten.
 */
export const uploads = sqliteTable(
  'uploads',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    r2Key: text('r2_key').notNull(),
    mimetype: text('mimetype').notNull(),
    filename: text('filename'),
    sizeBytes: integer('size_bytes').notNull(),
    /** Hex SHA-256 of the bytes; null while they come in. */
    digest: text('digest'),
    /** Hex SHA-256 of workspace, principal and `Idempotency-Key`; null without one. */
    keyHash: text('key_hash'),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    /** The job looks at it from then on; of an upload that never ended this is soon. */
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
    /** The session that it was given to last, and when; null: none. */
    sessionId: text('session_id'),
    claimedAt: integer('claimed_at', { mode: 'timestamp_ms' }),
    /** Set: the file is being deleted, and nobody gets it any more. */
    deletedAt: integer('deleted_at', { mode: 'timestamp_ms' }),
  },
  (table) => [index('uploads_expiry').on(table.expiresAt), uniqueIndex('uploads_key').on(table.keyHash)],
);
