import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { workspaces } from './workspaces.ts';

/** M-3: saved texts of a workspace. */
export const templates = sqliteTable(
  'templates',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    shortcut: text('shortcut').notNull(),
    /** As `foldText` makes it: two shortcuts that read the same are one. */
    foldedShortcut: text('folded_shortcut').notNull(),
    body: text('body').notNull(),
    language: text('language', { enum: ['ar', 'en'] }),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
    /** Rises with every change (ETag). */
    version: integer('version').notNull().default(1),
  },
  (table) => [uniqueIndex('templates_shortcut').on(table.workspaceId, table.foldedShortcut)],
);
