import type { WorkspaceSettings } from '@waqtor/contracts';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The tenant: members, keys, sessions and all data belong to one workspace; nothing ever crosses. */
export const workspaces = sqliteTable('workspaces', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** What differs from the defaults of the contracts. */
  settings: text('settings', { mode: 'json' }).$type<Partial<Omit<WorkspaceSettings, 'name'>>>().notNull().default({}),
  /** Key of the logo in R2, or null. */
  logoKey: text('logo_key'),
  /** Rises with every change of name or settings (ETag). */
  version: integer('version').notNull().default(1),
  /** True: no gate is closed (the operator's own workspace). */
  isUnlocked: integer('is_unlocked', { mode: 'boolean' }).notNull().default(false),
  subscriptionExpiresAt: integer('subscription_expires_at', { mode: 'timestamp_ms' }),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
});
