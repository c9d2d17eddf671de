import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Answers to POSTs with an `Idempotency-Key`, for 24 hours. Sends are not here: their room knows their command. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    /** Hex SHA-256 of workspace (or person), principal, route and key. */
    keyHash: text('key_hash').primaryKey(),
    /** Of method, path and body: the same key for another request is refused. */
    fingerprint: text('fingerprint').notNull(),
    /** Null: still being served. */
    status: integer('status'),
    /** Headers and body under the data key (they may hold a secret that is shown once); context = keyHash. */
    sealedAnswer: text('sealed_answer'),
    /** A request that died on its way gives the key free then. */
    lockedUntil: integer('locked_until', { mode: 'timestamp_ms' }).notNull(),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('idempotency_keys_expiry').on(table.expiresAt)],
);
