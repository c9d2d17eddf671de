import { REFUSAL_KINDS } from '@waqtor/contracts';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** H-13: sockets that were refused before an object woke, by the hour, for 7 days. Names no address and nobody. */
export const handshakeRefusals = sqliteTable(
  'handshake_refusals',
  {
    /** Empty when the handshake named none that exists; hence no reference. */
    workspaceId: text('workspace_id').notNull(),
    kind: text('kind', { enum: REFUSAL_KINDS }).notNull(),
    /** Epoch ms at which the hour began. */
    hour: integer('hour').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.kind, table.hour] }),
    index('handshake_refusals_hour').on(table.hour),
  ],
);
