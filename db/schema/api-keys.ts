import type { Scope } from '@waqtor/contracts';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './users.ts';
import { workspaces } from './workspaces.ts';

/** The secret itself is never stored; a key acts with its creator's present role, narrowed to its scopes. */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    /** `key_` + the public id inside the key. */
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    createdBy: text('created_by')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    mode: text('mode', { enum: ['live', 'test'] }).notNull(),
    /** Hex SHA-256 of pepper ‖ secret: the secret has 190 bits, so a fast hash is right. */
    secretHash: text('secret_hash').notNull(),
    /** Last four characters of the key, to recognise it by. */
    lastFour: text('last_four').notNull().default(''),
    /** The secret before the last rotation works until then. */
    previousSecretHash: text('previous_secret_hash'),
    previousValidUntil: integer('previous_valid_until', { mode: 'timestamp_ms' }),
    /** HKDF(secret, "waqtor-ws-v1") under the data key, context = id: verifies signed socket handshakes (H-2). */
    sealedSocketKey: text('sealed_socket_key'),
    /** Addresses and networks it may be used from; empty: any. */
    ips: text('ips', { mode: 'json' }).$type<string[]>().notNull().default([]),
    scopes: text('scopes', { mode: 'json' }).$type<Scope[]>().notNull(),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }),
    /** Written at most once a minute. */
    lastUsedAt: integer('last_used_at', { mode: 'timestamp_ms' }),
    revokedAt: integer('revoked_at', { mode: 'timestamp_ms' }),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('api_keys_workspace').on(table.workspaceId, table.createdAt)],
);
