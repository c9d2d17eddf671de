import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { workspaces } from './workspaces.ts';

/** Session hosts that may dial in (design §4). A leak of this table grants nothing: it holds public keys. */
export const hosts = sqliteTable(
  'hosts',
  {
    id: text('id').primaryKey(),
    /** Null: the operator's host, which may serve every workspace. */
    workspaceId: text('workspace_id').references(() => workspaces.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** Raw Ed25519 public key, base64url. */
    publicKey: text('public_key').notNull().unique(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    revokedAt: integer('revoked_at', { mode: 'timestamp_ms' }),
    /** A revocation that the fleet has not confirmed, or the last try to tell it; null: it knows. */
    untoldAt: integer('untold_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    index('hosts_workspace').on(table.workspaceId, table.createdAt),
    index('hosts_untold')
      .on(table.untoldAt)
      .where(sql`untold_at IS NOT NULL`),
  ],
);
