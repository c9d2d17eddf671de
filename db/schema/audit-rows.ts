import { AUDIT_ACTIONS, AUDIT_ACTOR_KINDS, AUDIT_OUTCOMES } from '@waqtor/contracts';
import type { AuditDetails } from '@waqtor/contracts';
import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * G-7: written beside the fact, sealed into the chain of the workspace afterwards. No reference to other tables: a
 * row outlives what it speaks of.
 */
export const auditRows = sqliteTable(
  'audit_rows',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id').notNull(),
    at: integer('at', { mode: 'timestamp_ms' }).notNull(),
    actorKind: text('actor_kind', { enum: AUDIT_ACTOR_KINDS }).notNull(),
    actorId: text('actor_id').notNull(),
    action: text('action', { enum: AUDIT_ACTIONS }).notNull(),
    targetKind: text('target_kind'),
    targetId: text('target_id'),
    ip: text('ip'),
    requestId: text('request_id'),
    outcome: text('outcome', { enum: AUDIT_OUTCOMES }).notNull(),
    /** Requests that the row stands for. */
    count: integer('count').notNull().default(1),
    details: text('details', { mode: 'json' }).$type<AuditDetails>().notNull(),
    /** Not changed after this time. */
    settledAt: integer('settled_at', { mode: 'timestamp_ms' }).notNull(),
    /** Place in the chain; null: not sealed yet. */
    seq: integer('seq'),
    /** Hex SHA-256 of the hash before it and of this row. */
    hash: text('hash'),
  },
  (table) => [
    index('audit_rows_time').on(table.workspaceId, table.at, table.id),
    index('audit_rows_target').on(table.workspaceId, table.targetId, table.at),
    uniqueIndex('audit_rows_seq').on(table.workspaceId, table.seq),
    index('audit_rows_unsealed')
      .on(table.workspaceId, table.settledAt)
      .where(sql`seq IS NULL`),
  ],
);
