import { UI_LANGUAGES } from '@waqtor/contracts';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** People who sign in (better-auth model `user`). */
export const users = sqliteTable('users', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Lower case. */
  email: text('email').notNull().unique(),
  emailVerified: integer('email_verified', { mode: 'boolean' }).notNull().default(false),
  image: text('image'),
  /** Key of the picture in R2, or null. */
  avatarKey: text('avatar_key'),
  /** E.164. */
  phone: text('phone'),
  /** Of e-mails. */
  language: text('language', { enum: UI_LANGUAGES }).notNull().default('en'),
  twoFactorEnabled: integer('two_factor_enabled', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
});
