import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { workspaces } from './workspaces.ts';

/** Index of the WhatsApp sessions; the truth about each is its SessionRoom. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    isDefault: integer('is_default', { mode: 'boolean' }).notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    /** Set: deleted for everybody; the row stays until room and fleet have erased what is theirs, tried then last. */
    deletedAt: integer('deleted_at', { mode: 'timestamp_ms' }),
    /** Last change of name or default that the room has not confirmed, or last try to tell it; null: it knows. */
    untoldAt: integer('untold_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    index('sessions_workspace').on(table.workspaceId, table.createdAt),
    uniqueIndex('sessions_one_default')
      .on(table.workspaceId)
      .where(sql`is_default = 1`),
    index('sessions_deleted')
      .on(table.deletedAt)
      .where(sql`deleted_at IS NOT NULL`),
    index('sessions_untold')
      .on(table.untoldAt)
      .where(sql`untold_at IS NOT NULL`),
  ],
);
