import { NOTIFICATION_TYPES } from '@waqtor/contracts';
import type { NotificationParams } from '@waqtor/contracts';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './users.ts';
import { workspaces } from './workspaces.ts';

/** What people are told in the dashboard (N-1): a row for each person. */
export const notifications = sqliteTable(
  'notifications',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    type: text('type', { enum: NOTIFICATION_TYPES }).notNull(),
    /** What happened; its words are the reader's. */
    code: text('code').notNull(),
    params: text('params', { mode: 'json' }).$type<NotificationParams>().notNull(),
    /** In place of the one of its type. */
    icon: text('icon'),
    /** Path in the dashboard, without language. */
    link: text('link'),
    isRead: integer('read', { mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [
    index('notifications_user').on(table.userId, table.isRead),
    index('notifications_created').on(table.createdAt),
  ],
);
