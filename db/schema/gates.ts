import { GATES } from '@waqtor/contracts';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { workspaces } from './workspaces.ts';

/** what departs from the default, by which every gate of the contracts is closed. */
export const gates = sqliteTable('gates', {
  id: text('id', { enum: GATES }).primaryKey(),
  isGated: integer('is_gated', { mode: 'boolean' }).notNull(),
});

/** Gates that an access code opened. */
export const gateUnlocks = sqliteTable(
  'gate_unlocks',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    gate: text('gate', { enum: GATES }).notNull(),
    unlockedUntil: integer('unlocked_until', { mode: 'timestamp_ms' }).notNull(),
    codeId: text('code_id').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.gate] })],
);

/** Four-digit codes that the operator gives out, each for one workspace, once. */
export const accessCodes = sqliteTable(
  'access_codes',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    /** Hex HMAC of workspace and code: ten thousand values would be found in a plain hash at once. */
    codeHash: text('code_hash').notNull(),
    gates: text('gates', { mode: 'json' }).$type<(typeof GATES)[number][]>().notNull(),
    /** How long it opens them, from its use. */
    days: integer('days').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
    expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
    usedAt: integer('used_at', { mode: 'timestamp_ms' }),
  },
  (table) => [index('access_codes_workspace').on(table.workspaceId)],
);
