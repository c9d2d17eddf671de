import { env } from 'cloudflare:workers';
import type { NewAuditRow } from '@waqtor/contracts';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { auditRows, workspaces } from '../schema/index.ts';
import { openDatabase } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

const db = openDatabase((env as unknown as { DB: D1Database }).DB);
const NOW = new Date(1_700_000_000_000);

const rowOf = (workspaceId: string): NewAuditRow => ({
  id: `aud_${crypto.randomUUID().replaceAll('-', '')}`,
  workspaceId,
  at: NOW,
  actorKind: 'user',
  actorId: 'usr_0000000000',
  action: 'workspace.settings_changed',
  targetKind: 'workspace',
  targetId: workspaceId,
  ip: null,
  requestId: 'req_1',
  outcome: 'done',
  count: 1,
  details: { "it's": 'a "quoted" value', n: 1, no: null },
  settledAt: NOW,
});

describe('audit row after a change', () => {
  it('G-7 is written as given when the statement before it changed a row', async () => {
    const id = `wsp_${crypto.randomUUID().replaceAll('-', '')}`;
    const row = rowOf(id);
    await db.batch([
      db.insert(workspaces).values({ id, name: 'Shop', createdAt: NOW }).returning(),
      insertAuditRowAfter(db, row),
    ]);
    const [stored] = await db.select().from(auditRows).where(eq(auditRows.workspaceId, id));
    expect(stored).toEqual({ ...row, seq: null, hash: null });
  });

  it('G-7 is not written when the statement before it changed nothing', async () => {
    const id = `wsp_${crypto.randomUUID().replaceAll('-', '')}`;
    await db.batch([
      db.update(workspaces).set({ name: 'Other' }).where(eq(workspaces.id, id)),
      insertAuditRowAfter(db, rowOf(id)),
    ]);
    expect(await db.select().from(auditRows).where(eq(auditRows.workspaceId, id))).toEqual([]);
  });
});
