import { runInDurableObject } from 'cloudflare:test';
import { chainHash, GENESIS_HASH } from '@waqtor/core/audit/chain-hash';
import { newId } from '@waqtor/core/id';
import { listSealedAuditRows } from '@waqtor/db/queries/audit-chain';
import { describe, expect, it } from 'vitest';
import { db, logOf, logStub, sealNow, storedRows, tamper, writeRow, writeRows } from './log.fixture.ts';

const sealedWorkspace = async (count: number) => {
  const workspaceId = newId('wsp');
  const rows = await writeRows(workspaceId, count);
  await sealNow(workspaceId);
  return { workspaceId, rows, verify: () => logOf(workspaceId).verify(workspaceId) };
};

describe('verification', () => {
  it.each([
    ['action', `'member.left'`],
    ['actor_id', `'usr_0000000009'`],
    ['target_id', 'NULL'],
    ['ip', `'192.0.2.1'`],
    ['count', '7'],
    ['at', '1'],
    ['at', `'yesterday'`],
    ['settled_at', '1'],
    ['outcome', `'refused'`],
    ['details', `'{"from":"agent","to":"owner"}'`],
    ['details', `'not JSON'`],
    ['hash', `'0000'`],
    ['seq', '99'],
    ['seq', `'x'`],
  ])('G-7 finds a row whose %s was set to %s', async (column, value) => {
    const { workspaceId, verify } = await sealedWorkspace(3);
    const [, row] = await storedRows(workspaceId);
    await tamper(`UPDATE audit_rows SET ${column} = ${value} WHERE id = ?`, row?.id);
    expect(await verify()).toMatchObject({ isIntact: false, faults: [{ seq: 2, id: row?.id, fault: 'altered' }] });
  });

  it('G-7 finds a deleted row, and one that was moved to another workspace', async () => {
    const { workspaceId, verify } = await sealedWorkspace(3);
    const other = await sealedWorkspace(1);
    const [one, , three] = await storedRows(workspaceId);
    await tamper('DELETE FROM audit_rows WHERE id = ?', one?.id);
    await tamper('UPDATE audit_rows SET workspace_id = ? WHERE id = ?', other.workspaceId, three?.id);
    expect((await verify()).faults).toEqual([
      { seq: 1, id: one?.id, fault: 'missing' },
      { seq: 3, id: three?.id, fault: 'missing' },
    ]);
    expect((await other.verify()).faults).toEqual([{ seq: 3, id: three?.id, fault: 'foreign' }]);
  });

  it('G-7 finds a row that claims a place it never had', async () => {
    const { workspaceId, verify } = await sealedWorkspace(2);
    const planted = await writeRow(workspaceId);
    await tamper(`UPDATE audit_rows SET seq = 3, hash = 'x' WHERE id = ?`, planted.id);
    expect((await verify()).faults).toEqual([{ seq: 3, id: planted.id, fault: 'foreign' }]);
  });

  it('G-7 finds a database in which every hash was computed anew', async () => {
    const { workspaceId, verify } = await sealedWorkspace(4);
    const [, second] = await storedRows(workspaceId);
    await tamper(`UPDATE audit_rows SET outcome = 'refused' WHERE id = ?`, second?.id);
    let hash = GENESIS_HASH;
    for (const row of await listSealedAuditRows(db, workspaceId, 0, 10)) {
      hash = chainHash(hash, row);
      await tamper('UPDATE audit_rows SET hash = ? WHERE id = ?', hash, row.id);
    }
    expect((await verify()).faults.map((fault) => [fault.seq, fault.fault])).toEqual([
      [2, 'altered'],
      [3, 'altered'],
      [4, 'altered'],
    ]);
  });

  it('G-7 finds a row whose seal was taken off and whose content was changed', async () => {
    const { workspaceId, verify } = await sealedWorkspace(2);
    const [row] = await storedRows(workspaceId);
    await tamper('UPDATE audit_rows SET seq = NULL, hash = NULL, count = 5 WHERE id = ?', row?.id);
    expect(await verify()).toMatchObject({ faults: [{ seq: 1, id: row?.id, fault: 'altered' }], unsealedRows: 0 });
    await sealNow(workspaceId);
    expect((await verify()).faults).toEqual([{ seq: 1, id: row?.id, fault: 'altered' }]);
  });

  it('G-7 says how many rows are not sealed yet', async () => {
    const { workspaceId, verify } = await sealedWorkspace(2);
    await writeRows(workspaceId, 3);
    expect(await verify()).toMatchObject({ isIntact: true, sealedRows: 2, unsealedRows: 3, head: { seq: 2 } });
  });

  it('G-7 of a workspace that was never sealed writes nothing', async () => {
    const workspaceId = newId('wsp');
    await writeRow(workspaceId);
    expect(await logOf(workspaceId).verify(workspaceId)).toEqual({
      isIntact: true,
      sealedRows: 0,
      unsealedRows: 1,
      faults: [],
      head: null,
    });
    const tables = await runInDurableObject(logStub(workspaceId), (_object, state) =>
      state.storage.sql
        .exec<{ n: number }>('SELECT (SELECT COUNT(*) FROM identity) + (SELECT COUNT(*) FROM chain) AS n')
        .one(),
    );
    expect(tables.n).toBe(0);
  });

  it('G-7 never mixes two workspaces', async () => {
    const [mine, theirs] = [await sealedWorkspace(2), await sealedWorkspace(3)];
    const [row] = await storedRows(theirs.workspaceId);
    await tamper('UPDATE audit_rows SET count = 9 WHERE id = ?', row?.id);
    expect(await mine.verify()).toMatchObject({ isIntact: true, sealedRows: 2 });
    expect(await theirs.verify()).toMatchObject({ isIntact: false, sealedRows: 3 });
  });
});
