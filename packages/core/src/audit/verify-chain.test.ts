import { describe, expect, it } from 'vitest';
import type { ChainRow, SealedRow } from '@waqtor/contracts';
import { canonicalRow } from './canonical-row.ts';
import { GENESIS_HASH, chainHash } from './chain-hash.ts';
import { MAX_FAULTS, verifyChain } from './verify-chain.ts';
import type { ChainEntry, ChainSource } from './verify-chain.ts';

const row = (n: number, change: Partial<ChainRow> = {}): ChainRow => ({
  id: `aud_${String(n).padStart(10, '0')}`,
  workspaceId: 'wsp_0000000000',
  at: 1_700_000_000_000 + n,
  actorKind: 'user',
  actorId: 'usr_0000000000',
  action: 'member.removed',
  targetKind: 'member',
  targetId: 'usr_0000000001',
  ip: '2001:db8::1',
  requestId: 'req_0000000000',
  outcome: 'done',
  count: 1,
  details: { from: 'admin', to: 'viewer' },
  settledAt: 1_700_000_000_000 + n,
  ...change,
});

/** A chain over `rows` and the database that was sealed with it. */
const sealed = (rows: ChainRow[]): { entries: ChainEntry[]; table: SealedRow[] } => {
  const entries: ChainEntry[] = [];
  for (const one of rows) {
    const hash = chainHash(entries.at(-1)?.hash ?? GENESIS_HASH, one);
    entries.push({ seq: entries.length + 1, rowId: one.id, hash });
  }
  const table = rows.map((one, index) => ({ ...one, seq: index + 1, hash: entries[index]?.hash ?? null }));
  return { entries, table };
};

const sourceOf = (entries: ChainEntry[], table: SealedRow[]): ChainSource => ({
  entriesAfter: (seq, limit) => entries.filter((entry) => entry.seq > seq).slice(0, limit),
  entryOf: (rowId) => entries.find((entry) => entry.rowId === rowId) ?? null,
  rowsAfter: async (seq, limit) =>
    table
      .filter((one) => typeof one.seq === 'number' && one.seq > seq)
      .sort((a, b) => Number(a.seq) - Number(b.seq))
      .slice(0, limit),
  rowsOf: async (ids) => table.filter((one) => ids.includes(one.id)),
  misplacedIds: async () => table.filter((one) => one.seq !== null && typeof one.seq !== 'number').map((one) => one.id),
  unsealedIdsAfter: async (id, limit) =>
    table
      .filter((one) => one.seq === null && one.id > id)
      .map((one) => one.id)
      .sort()
      .slice(0, limit),
});

const ROWS = Array.from({ length: 7 }, (_, index) => row(index + 1));
const at = <T>(list: T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new Error(`Nothing at ${index}.`);
  return found;
};
/** Pages of 3, so that seven rows cross two borders. */
const verify = (entries: ChainEntry[], table: SealedRow[], pageSize = 3) =>
  verifyChain(sourceOf(entries, table), pageSize);

describe('canonical row', () => {
  it('G-7 is the same for details in another order, and another for another value', () => {
    const [one, two] = [row(1, { details: { a: 1, b: 'x' } }), row(1, { details: { b: 'x', a: 1 } })];
    expect(canonicalRow(one)).toBe(canonicalRow(two));
    expect(canonicalRow(row(1, { details: { a: '1', b: 'x' } }))).not.toBe(canonicalRow(one));
  });

  it('G-7 is written down: a chain of today is verified by the code of tomorrow', () => {
    expect(canonicalRow(row(1))).toBe(
      '{"action":"member.removed","actorId":"usr_0000000000","actorKind":"user","at":1700000000001,"count":1,' +
        '"details":{"from":"admin","to":"viewer"},"id":"aud_0000000001","ip":"2001:db8::1","outcome":"done",' +
        '"requestId":"req_0000000000","settledAt":1700000000001,"targetId":"usr_0000000001","targetKind":"member",' +
        '"workspaceId":"wsp_0000000000"}',
    );
    expect(chainHash(GENESIS_HASH, row(1))).toBe('1fcb046e754a7945c8d57a9c17f4056d30a16c74fdde370353d78e117611be56');
  });
});

describe('chain', () => {
  it('G-7 is intact when nothing was touched, and tells its head', async () => {
    const { entries, table } = sealed(ROWS);
    for (const pageSize of [1, 2, 3, 7, 50]) {
      expect(await verify(entries, table, pageSize)).toEqual({
        isIntact: true,
        sealedRows: 7,
        unsealedRows: 0,
        faults: [],
        head: { seq: 7, hash: at(entries, 6).hash },
      });
    }
  });

  it('G-7 is intact and without a head when there is nothing', async () => {
    expect(await verify([], [])).toEqual({ isIntact: true, sealedRows: 0, unsealedRows: 0, faults: [], head: null });
  });

  const fields: [keyof ChainRow, Partial<ChainRow>][] = [
    ['id', { id: 'aud_0000000099' }],
    ['workspaceId', { workspaceId: 'wsp_0000000001' }],
    ['at', { at: 1 }],
    ['actorKind', { actorKind: 'key' }],
    ['actorId', { actorId: 'usr_0000000009' }],
    ['action', { action: 'member.left' }],
    ['targetKind', { targetKind: null }],
    ['targetId', { targetId: 'usr_0000000009' }],
    ['ip', { ip: '2001:db8::2' }],
    ['requestId', { requestId: null }],
    ['outcome', { outcome: 'refused' }],
    ['count', { count: 2 }],
    ['details', { details: { from: 'admin', to: 'owner' } }],
    ['settledAt', { settledAt: 1 }],
  ];
  it.each(fields)('G-7 finds an altered %s, and blames no other row', async (field, change) => {
    const { entries, table } = sealed(ROWS);
    Object.assign(at(table, 3), change);
    const expected =
      field === 'id'
        ? [
            { seq: 4, id: 'aud_0000000004', fault: 'missing' },
            { seq: 4, id: 'aud_0000000099', fault: 'foreign' },
          ]
        : [{ seq: 4, id: 'aud_0000000004', fault: 'altered' }];
    expect(await verify(entries, table)).toMatchObject({ isIntact: false, faults: expected });
    // The list above names every field that a row has.
    expect(fields.map(([name]) => name).sort()).toEqual(Object.keys(row(1)).sort());
  });

  it('G-7 finds details that are no longer JSON', async () => {
    const { entries, table } = sealed(ROWS);
    at(table, 0).details = '{"from":';
    expect((await verify(entries, table)).faults).toEqual([{ seq: 1, id: 'aud_0000000001', fault: 'altered' }]);
  });

  it.each([0, 2, 3, 6])('G-7 finds that row %i was taken away', async (index) => {
    const { entries, table } = sealed(ROWS);
    const [gone] = table.splice(index, 1);
    expect(await verify(entries, table)).toMatchObject({
      isIntact: false,
      sealedRows: 7,
      faults: [{ seq: index + 1, id: gone?.id, fault: 'missing' }],
    });
  });

  it('G-7 finds a tail that was cut off, also when all of it is gone', async () => {
    const { entries, table } = sealed(ROWS);
    expect((await verify(entries, table.slice(0, 4))).faults.map((fault) => [fault.seq, fault.fault])).toEqual([
      [5, 'missing'],
      [6, 'missing'],
      [7, 'missing'],
    ]);
    expect((await verify(entries, [])).faults).toHaveLength(7);
  });

  it('G-7 finds two rows that changed places', async () => {
    const { entries, table } = sealed(ROWS);
    const [one, two] = [at(table, 1), at(table, 5)];
    Object.assign(one, { seq: 6 });
    Object.assign(two, { seq: 2 });
    expect((await verify(entries, table)).faults).toEqual([
      { seq: 2, id: one.id, fault: 'altered' },
      { seq: 6, id: two.id, fault: 'altered' },
    ]);
  });

  it('G-7 finds contents that changed places while their ids stayed', async () => {
    const { entries, table } = sealed(ROWS);
    Object.assign(at(table, 1), { ...at(ROWS, 5), id: at(ROWS, 1).id });
    expect((await verify(entries, table)).faults).toEqual([{ seq: 2, id: at(ROWS, 1).id, fault: 'altered' }]);
  });

  it.each([
    ['after the end', 8],
    ['between two', 3.5],
    ['before the first', -1],
    ['far away', 2 ** 62],
  ])('G-7 finds a foreign row %s', async (_where, seq) => {
    const { entries, table } = sealed(ROWS);
    table.push({ ...row(50), seq, hash: chainHash(at(entries, 6).hash, row(50)) });
    expect((await verify(entries, table)).faults).toEqual([{ seq, id: row(50).id, fault: 'foreign' }]);
  });

  it('G-7 finds a foreign row whose place is not a number', async () => {
    const { entries, table } = sealed(ROWS);
    table.push({ ...row(50), seq: 'x' as unknown as number, hash: 'x' });
    expect((await verify(entries, table)).faults).toEqual([{ seq: null, id: row(50).id, fault: 'foreign' }]);
  });

  it('G-7 ends when planted numbers cannot be told apart', async () => {
    const { entries, table } = sealed(ROWS);
    for (let n = 20; n < 30; n++) table.push({ ...row(n), seq: 2 ** 60, hash: 'x' });
    const source = sourceOf(entries, table);
    // As SQLite compares them: exactly, where a double cannot.
    const rowsAfter: ChainSource['rowsAfter'] = (seq, limit) =>
      source.rowsAfter(seq === 2 ** 60 ? seq - 256 : seq, limit);
    expect((await verifyChain({ ...source, rowsAfter }, 3)).isIntact).toBe(false);
  });

  it('G-7 finds a database whose hashes were all rewritten to agree with each other', async () => {
    const { entries } = sealed(ROWS);
    const forged = sealed(ROWS.map((one, index) => (index === 3 ? { ...one, outcome: 'refused' } : one))).table;
    expect((await verify(entries, forged)).faults.map((fault) => [fault.seq, fault.fault])).toEqual([
      [4, 'altered'],
      [5, 'altered'],
      [6, 'altered'],
      [7, 'altered'],
    ]);
  });

  it('G-7 counts what is not sealed yet, and what is sealed but not written back as sealed', async () => {
    const { entries, table } = sealed(ROWS);
    Object.assign(at(table, 6), { seq: null, hash: null });
    for (let n = 20; n < 25; n++) table.push({ ...row(n), seq: null, hash: null });
    expect(await verify(entries, table)).toMatchObject({ isIntact: true, sealedRows: 7, unsealedRows: 5 });
    at(table, 6).count = 9;
    expect((await verify(entries, table)).faults).toEqual([{ seq: 7, id: at(ROWS, 6).id, fault: 'altered' }]);
  });

  it('G-7 takes a row that was sealed while it was looking for sealed', async () => {
    const { entries, table } = sealed(ROWS);
    const source = sourceOf(entries, table);
    // The page of the database is older than the chain: the last rows have no place in it.
    const rowsAfter: ChainSource['rowsAfter'] = async (seq, limit) =>
      (await source.rowsAfter(seq, limit)).filter((one) => Number(one.seq) < 6);
    expect(await verifyChain({ ...source, rowsAfter }, 3)).toMatchObject({ isIntact: true, sealedRows: 7 });
  });

  it(`G-7 names ${MAX_FAULTS} faults at most`, async () => {
    const { entries } = sealed(Array.from({ length: 150 }, (_, index) => row(index + 1)));
    expect((await verify(entries, [], 40)).faults).toHaveLength(MAX_FAULTS);
  });
});
