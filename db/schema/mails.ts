import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Outbox of e-mails: written beside the fact, sent at once, tried again by cron. */
export const mails = sqliteTable(
  'mails',
  {
    id: text('id').primaryKey(),
    /** `{to, template, language, params}` under the data key, context = id: it holds an address and a secret link. */
    sealed: text('sealed').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: integer('next_attempt_at', { mode: 'timestamp_ms' }).notNull(),
    /** Its row is kept for a day, without content. */
    sentAt: integer('sent_at', { mode: 'timestamp_ms' }),
    /** Code of the last failure. */
    failure: text('failure'),
  },
  (table) => [
    index('mails_due')
      .on(table.nextAttemptAt)
      .where(sql`sent_at IS NULL`),
  ],
);
