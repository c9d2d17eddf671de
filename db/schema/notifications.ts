import { NOTIFICATION_TYPES } from '@waqtor/contracts';
import type { NotificationParams } from '@waqtor/contracts';
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
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
    /** When it was marked read last; names what an undo brings back. */
    readAt: integer('read_at', { mode: 'timestamp_ms' }),
    /** How often it happened since it was first told, while it was unread. */
    count: integer('count').notNull().default(1),
    /** Of what it is told: the same code and key, unread and recent, is one row. */
    groupKey: text('group_key'),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    /** When it happened last; lists begin with the latest. */
    updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
  },
  // One for each question that the bell and the centre ask (N-2), so that none of them reads a row that it does not show.
  (table) => [
    index('notifications_latest').on(table.userId, table.workspaceId, table.updatedAt, table.id),
    index('notifications_type').on(table.userId, table.workspaceId, table.type, table.updatedAt, table.id),
    index('notifications_unread')
      .on(table.userId, table.workspaceId, table.updatedAt, table.id)
      .where(sql`read = 0`),
    index('notifications_unread_type')
      .on(table.userId, table.workspaceId, table.type, table.updatedAt, table.id)
      .where(sql`read = 0`),
    index('notifications_read_at')
      .on(table.userId, table.workspaceId, table.readAt)
      .where(sql`read = 1`),
    index('notifications_created').on(table.createdAt),
  ],
);

/** Facts that a person was told of: one that comes again, from an object that died before it knew, changes nothing. */
export const notificationFacts = sqliteTable(
  'notification_facts',
  {
    id: text('id').primaryKey(),
    /** 0 within the batch that tells it, 1 from then on. */
    isTold: integer('is_told', { mode: 'boolean' }).notNull().default(false),
    at: integer('at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('notification_facts_at').on(table.at)],
);

/** What people chose (N-4); a code without a row has its default. */
export const notificationPreferences = sqliteTable(
  'notification_preferences',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    code: text('code').notNull(),
    inApp: integer('in_app', { mode: 'boolean' }).notNull(),
    desktop: integer('desktop', { mode: 'boolean' }).notNull(),
    sound: integer('sound', { mode: 'boolean' }).notNull(),
    email: integer('email', { mode: 'boolean' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.workspaceId, table.code] })],
);

/** Notifications that are to become e-mails: objects cannot seal one, so the API takes them from here. */
export const notificationMails = sqliteTable(
  'notification_mails',
  {
    /** Of the fact and the person. */
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    code: text('code').notNull(),
    params: text('params', { mode: 'json' }).$type<NotificationParams>().notNull(),
    link: text('link'),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('notification_mails_created').on(table.createdAt)],
);
