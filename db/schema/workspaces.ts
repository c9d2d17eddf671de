import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The tenant: members, keys, sessions and all data belong to one workspace; nothing ever crosses. */
export const workspaces = sqliteTable('workspaces', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
});
