import { auditRowSchema, auditVerificationSchema, pageSchema } from '@waqtor/contracts';
import type { AuditRow, NewAuditRow } from '@waqtor/contracts';
import { encodeCursor } from '@waqtor/core/hub/page-cursor';
import { newId } from '@waqtor/core/id';
import { auditLogName } from '@waqtor/core/object-name';
import { insertAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { sealOverdueAudit } from '../../audit/seal-overdue-audit.ts';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { newKey } from '../../testing/test-keys.ts';
import { until } from '../../testing/test-socket.ts';

const db = openDatabase(bindings.DB);
const pageOfRows = pageSchema(auditRowSchema);

/** Long before everything that requests of the test write. */
const THEN = Date.UTC(2026, 0, 1);
const write = async (workspace: TestWorkspace, change: Partial<NewAuditRow> = {}): Promise<NewAuditRow> => {
  const row: NewAuditRow = {
    id: newId('aud'),
    workspaceId: workspace.workspaceId,
    at: new Date(THEN),
    actorKind: 'user',
    actorId: workspace.userId,
    action: 'member.removed',
    targetKind: 'member',
    targetId: 'usr_0000000001',
    ip: '192.0.2.1',
    requestId: newId('req'),
    outcome: 'done',
    count: 1,
    details: {},
    settledAt: new Date(THEN),
    ...change,
  };
  await insertAuditRow(db, row);
  return row;
};

/** Only what `write` wrote. */
const OLD = `to=${new Date(THEN + 3_600_000).toISOString()}`;
const list = async (workspace: TestWorkspace, query = '') =>
  pageOfRows.parse(await (await call(`/api/audit?${OLD}&${query}`, { key: workspace.apiKey })).json());
const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id);

const logOf = ({ workspaceId }: TestWorkspace) => bindings.AUDIT_LOG.getByName(auditLogName(workspaceId));
const seal = (workspace: TestWorkspace): Promise<void> =>
  runInDurableObject(logOf(workspace), async (object, { storage }) => {
    await (object as unknown as { nudge: (id: string) => Promise<void> }).nudge(workspace.workspaceId);
    storage.sql.exec('UPDATE _schedule SET due_at = 0');
    await object.alarm?.();
  });
const verify = async (workspace: TestWorkspace) =>
  auditVerificationSchema.parse(await (await call('/api/audit/verify', { key: workspace.apiKey })).json());

describe('GET /api/audit', () => {
  it('G-7 lists the newest first, page by page, each row once', async () => {
    const workspace = await newWorkspace();
    // Two of each millisecond, so that the id must decide.
    const rows: NewAuditRow[] = [];
    for (let n = 0; n < 7; n++) rows.push(await write(workspace, { at: new Date(THEN + Math.floor(n / 2)) }));
    const expected = rows
      .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1))
      .map((row) => row.id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { data: AuditRow[]; nextCursor: string | null; hasMore: boolean } = await list(
        workspace,
        `limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...idsOf(page.data));
      expect(page.hasMore).toBe(page.nextCursor !== null);
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(expected);
  });

  it('G-7 filters by actor, action, target, outcome and time, also together', async () => {
    const workspace = await newWorkspace();
    const key = await newKey(workspace);
    const plain = await write(workspace);
    const byKey = await write(workspace, { actorKind: 'key', actorId: key.id });
    const other = await write(workspace, { action: 'key.revoked', targetKind: 'key', targetId: key.id });
    const refused = await write(workspace, { outcome: 'refused', at: new Date(THEN + 1_000) });
    const ids = async (query: string) => idsOf((await list(workspace, query)).data).sort();
    expect(await ids(`actor=${key.id}`)).toEqual([byKey.id]);
    expect(await ids('action=key.revoked')).toEqual([other.id]);
    expect(await ids(`targetId=${key.id}`)).toEqual([other.id]);
    expect(await ids('outcome=refused')).toEqual([refused.id]);
    expect(await ids(`from=${new Date(THEN + 1_000).toISOString()}`)).toEqual([refused.id]);
    expect(await ids(`from=2026-01-01T03:00:00%2B03:00&outcome=done&actor=${workspace.userId}`)).toEqual(
      [plain.id, other.id].sort(),
    );
    expect(await ids('outcome=refused&action=key.revoked')).toEqual([]);
  });

  it('G-7 names actors that still exist, and keeps the ids of those that do not', async () => {
    const workspace = await newWorkspace();
    const key = await newKey(workspace);
    await write(workspace, { at: new Date(THEN + 2) });
    await write(workspace, { at: new Date(THEN + 1), actorKind: 'key', actorId: key.id });
    await write(workspace, { actorId: 'usr_gone000000' });
    const { data } = await list(workspace);
    expect(data.map((row) => row.actor)).toEqual([
      { kind: 'user', id: workspace.userId, name: 'Owner' },
      { kind: 'key', id: key.id, name: 'test' },
      { kind: 'user', id: 'usr_gone000000', name: null },
    ]);
  });

  it.each([
    ['a text that is none', 'nonsense'],
    ['one of another list', encodeCursor(['2026-01-01T00:00:00.000Z', 'ses_0000000000'])],
    ['one with the id of something else', encodeCursor(['1', 'ses_0000000000'])],
  ])('G-7 refuses a cursor that is not its own: %s', async (_title, cursor) => {
    const { apiKey } = await newWorkspace();
    expect(await problemIn(await call(`/api/audit?cursor=${cursor}`, { key: apiKey }))).toMatchObject({
      status: 400,
      code: 'invalid_cursor',
    });
  });

  it.each([
    ['action=member.exploded', '/query/action'],
    ['outcome=maybe', '/query/outcome'],
    ['from=yesterday', '/query/from'],
    ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', '/query/to'],
    ['limit=1000', '/query/limit'],
  ])('G-7 refuses the filter %s and names the field', async (query, pointer) => {
    const { apiKey } = await newWorkspace();
    const problem = await problemIn(await call(`/api/audit?${query}`, { key: apiKey }));
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed', errors: [{ pointer }] });
  });

  it('G-7 shows a row by its id, and answers 404 to another workspace and to what is none', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const { id } = await write(mine, { details: { from: 'agent' } });
    const row = auditRowSchema.parse(await (await call(`/api/audit/${id}`, { key: mine.apiKey })).json());
    expect(row).toMatchObject({ id, action: 'member.removed', details: { from: 'agent' }, seal: null });
    expect((await problemIn(await call(`/api/audit/${id}`, { key: theirs.apiKey }))).code).toBe('not_found');
    expect((await problemIn(await call('/api/audit/nothing', { key: mine.apiKey }))).code).toBe('not_found');
    expect((await list(theirs)).data).toEqual([]);
  });
});

describe('GET /api/audit/export', () => {
  const exported = async (workspace: TestWorkspace, query: string) =>
    call(`/api/audit/export?${OLD}&${query}`, { key: workspace.apiKey });

  it('G-7 streams every row as JSON, as the list answers it, past the size of a page', async () => {
    const workspace = await newWorkspace();
    const first = await write(workspace);
    await bindings.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
       INSERT INTO audit_rows SELECT 'aud_' || printf('%026d', i), workspace_id, at + i, actor_kind, actor_id, action,
         target_kind, target_id, ip, request_id, outcome, count, details, settled_at, NULL, NULL
       FROM audit_rows, n WHERE id = ?`,
    )
      .bind(first.id)
      .run();
    const response = await exported(workspace, 'format=json');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-[\d-]{10}\.json"$/);
    const rows = auditRowSchema.array().parse(await response.json());
    expect(new Set(idsOf(rows)).size).toBe(1001);
    expect(rows.at(-1)?.id).toBe(first.id);
    expect(rows[0]).toEqual((await list(workspace, 'limit=1')).data[0]);
  });

  it('G-7 writes CSV that no spreadsheet runs, with the same filters', async () => {
    const workspace = await newWorkspace();
    await bindings.DB.prepare('UPDATE users SET name = ? WHERE id = ?').bind('=cmd|/C calc', workspace.userId).run();
    const { id } = await write(workspace);
    await write(workspace, { outcome: 'refused' });
    const response = await exported(workspace, 'format=csv&outcome=done');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, line, ...rest] = (await response.text()).split('\r\n');
    expect(header?.split(',')).toHaveLength(15);
    expect(
      line?.startsWith(`${id},2026-01-01T00:00:00.000Z,user,${workspace.userId},'=cmd|/C calc,member.removed,`),
    ).toBe(true);
    expect(rest).toEqual(['']);
  });

  it('G-7 answers a file without rows when there are none', async () => {
    const workspace = await newWorkspace();
    expect(await (await exported(workspace, 'format=json')).json()).toEqual([]);
    expect((await (await exported(workspace, 'format=csv')).text()).trim().split('\r\n')).toHaveLength(1);
  });

  it('G-7 is a row of the audit itself', async () => {
    const workspace = await newWorkspace();
    await (await exported(workspace, 'format=csv')).text();
    const found = await call('/api/audit?action=audit.exported', { key: workspace.apiKey });
    expect(pageOfRows.parse(await found.json()).data).toMatchObject([{ details: { format: 'csv' }, outcome: 'done' }]);
  });

  it('G-7 refuses a format that there is not', async () => {
    const workspace = await newWorkspace();
    expect(await problemIn(await exported(workspace, 'format=xlsx'))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/query/format' }],
    });
  });
});

describe('GET /api/audit/verify', () => {
  it('G-7 says what is sealed, what is not yet, and where the chain ends', async () => {
    const workspace = await newWorkspace();
    const row = await write(workspace);
    const before = await verify(workspace);
    expect(before).toMatchObject({ isIntact: true, sealedRows: 0, head: null });
    expect(before.unsealedRows).toBeGreaterThanOrEqual(1);
    await seal(workspace);
    const shown = auditRowSchema.parse(await (await call(`/api/audit/${row.id}`, { key: workspace.apiKey })).json());
    expect(shown.seal?.hash).toMatch(/^[0-9a-f]{64}$/);
    const after = await verify(workspace);
    expect(after.isIntact).toBe(true);
    expect(after.sealedRows).toBeGreaterThanOrEqual(1);
    expect(after.head?.seq).toBe(after.sealedRows);
  });

  it('G-7 names rows that were altered, taken away or put in', async () => {
    const workspace = await newWorkspace();
    const [altered, gone, planted] = [await write(workspace), await write(workspace), await write(workspace)];
    const run = (sql: string, ...values: unknown[]) =>
      bindings.DB.prepare(sql)
        .bind(...values)
        .run();
    await run('UPDATE audit_rows SET settled_at = ? WHERE id = ?', Date.now() + 3_600_000, planted.id);
    await seal(workspace);
    await run(`UPDATE audit_rows SET actor_id = 'usr_somebody00' WHERE id = ?`, altered.id);
    await run('DELETE FROM audit_rows WHERE id = ?', gone.id);
    await run(`UPDATE audit_rows SET seq = 1000, hash = 'x' WHERE id = ?`, planted.id);
    const found = await verify(workspace);
    expect(found.isIntact).toBe(false);
    expect(Object.fromEntries(found.faults.map((fault) => [fault.id, fault.fault]))).toEqual({
      [altered.id]: 'altered',
      [gone.id]: 'missing',
      [planted.id]: 'foreign',
    });
  });
});

describe('sealing of what requests wrote', () => {
  it('G-7 is asked for by the request itself', async () => {
    const workspace = await newWorkspace();
    await call(`/api/sessions/${workspace.sessionId}/stop`, { method: 'POST', key: workspace.apiKey });
    const armed = () =>
      runInDurableObject(logOf(workspace), (_object, { storage }) =>
        storage.sql.exec('SELECT 1 FROM _schedule').toArray(),
      );
    expect(await until(armed, (jobs) => jobs.length > 0)).toHaveLength(1);
  });

  it('G-7 is asked for by the cron when nobody was told, and of nobody who waits for nothing', async () => {
    const [lost, fresh] = [await newWorkspace(), await newWorkspace()];
    await write(lost, { settledAt: new Date(THEN) });
    await write(fresh, { settledAt: new Date() });
    const jobsOf = (workspace: TestWorkspace) =>
      runInDurableObject(logOf(workspace), (_object, { storage }) =>
        storage.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM identity').one(),
      );
    // Whatever making the workspaces has armed does not count.
    for (const workspace of [lost, fresh]) {
      await runInDurableObject(logOf(workspace), (_object, { storage }) => {
        storage.sql.exec('DELETE FROM identity');
        storage.sql.exec('DELETE FROM _schedule');
      });
    }
    await sealOverdueAudit(bindings);
    expect((await jobsOf(lost)).n).toBe(1);
    expect((await jobsOf(fresh)).n).toBe(0);
  });

  it('G-7 keeps one chain of parallel requests', async () => {
    const workspace = await newWorkspace();
    const stop = () => call(`/api/sessions/${workspace.sessionId}/stop`, { method: 'POST', key: workspace.apiKey });
    await Promise.all([...Array.from({ length: 10 }, stop), seal(workspace), seal(workspace)]);
    // They settled this instant, and the seal keeps a distance from that.
    await bindings.DB.prepare(
      'UPDATE audit_rows SET settled_at = settled_at - 60000 WHERE workspace_id = ? AND seq IS NULL',
    )
      .bind(workspace.workspaceId)
      .run();
    await seal(workspace);
    const found = await verify(workspace);
    expect(found).toMatchObject({ isIntact: true });
    expect(found.sealedRows).toBeGreaterThanOrEqual(10);
  });
});
