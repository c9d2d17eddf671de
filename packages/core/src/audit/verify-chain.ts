import type { AuditVerification, SealedRow } from '@waqtor/contracts';
import { GENESIS_HASH, chainHash } from './chain-hash.ts';
import type { Digest } from './chain-hash.ts';

/** One link of the chain, as whoever seals keeps it for himself. `seq` counts from 1 without gaps. */
export interface ChainEntry {
  seq: number;
  rowId: string;
  hash: string;
}

/** The chain, and the rows of the same workspace, in pages. */
export interface ChainSource {
  digest?: Digest;
  /** In the order of `seq`. */
  entriesAfter(seq: number, limit: number): ChainEntry[];
  entryOf(rowId: string): ChainEntry | null;
  /** Rows with a place, in the order of `seq`. */
  rowsAfter(seq: number, limit: number): Promise<SealedRow[]>;
  rowsOf(ids: string[]): Promise<SealedRow[]>;
  /** Rows whose `seq` is neither a number nor empty, which we never write; at most MAX_FAULTS. */
  misplacedIds(): Promise<string[]>;
  /** Ids of rows without a place, in the order of the id. */
  unsealedIdsAfter(id: string, limit: number): Promise<string[]>;
}

/** Faults that are told by name; a database that was replaced would name every row. */
export const MAX_FAULTS = 100;

type Fault = AuditVerification['faults'][number];

class Faults {
  readonly list: Fault[] = [];
  add(fault: Fault): void {
    if (this.list.length < MAX_FAULTS) this.list.push(fault);
  }
}

const isUntouched = (entry: ChainEntry, previousHash: string, row: SealedRow, digest?: Digest): boolean => {
  // Sealed, and its place not yet written back: the seal holds all the same.
  const isPlaceRight = row.seq === null || (row.seq === entry.seq && row.hash === entry.hash);
  return isPlaceRight && chainHash(previousHash, row, digest) === entry.hash;
};

/** The entries of one page of the chain, each against the row that it seals, wherever that row says it stands. */
const checkEntries = async (
  source: ChainSource,
  entries: ChainEntry[],
  rows: SealedRow[],
  head: string,
  faults: Faults,
): Promise<string> => {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const elsewhere = entries.filter((entry) => !byId.has(entry.rowId)).map((entry) => entry.rowId);
  for (const row of elsewhere.length === 0 ? [] : await source.rowsOf(elsewhere)) byId.set(row.id, row);
  let previous = head;
  for (const entry of entries) {
    const row = byId.get(entry.rowId);
    if (!row) faults.add({ seq: entry.seq, id: entry.rowId, fault: 'missing' });
    else if (!isUntouched(entry, previous, row, source.digest))
      faults.add({ seq: entry.seq, id: entry.rowId, fault: 'altered' });
    previous = entry.hash;
  }
  return previous;
};

const countUnsealed = async (source: ChainSource, pageSize: number): Promise<number> => {
  let count = 0;
  for (let after = ''; ;) {
    const ids = await source.unsealedIdsAfter(after, pageSize);
    count += ids.filter((id) => source.entryOf(id) === null).length;
    const last = ids.at(-1);
    if (last === undefined || ids.length < pageSize) return count;
    after = last;
  }
};

/**
 * Every row of the database against the chain, whose own copy decides: hashes in the database that were rewritten to
 * agree with each other are found too. Holds two pages at a time. Rows may be sealed meanwhile: the database is read
 * before the chain, which is always ahead of it.
 */
export const verifyChain = async (source: ChainSource, pageSize: number): Promise<AuditVerification> => {
  const faults = new Faults();
  let sealedRows = 0;
  let head: AuditVerification['head'] = null;
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const rows = await source.rowsAfter(after, pageSize);
    const entries = source.entriesAfter(after, pageSize);
    // A full page ends in the midst: what the other side has beyond it belongs to the next turn.
    const ends = [rows, entries].flatMap((page) => (page.length === pageSize ? [Number(page.at(-1)?.seq)] : []));
    const upTo = Math.min(Number.POSITIVE_INFINITY, ...ends);
    const now = entries.filter((entry) => entry.seq <= upTo);
    const previous = await checkEntries(source, now, rows, head?.hash ?? GENESIS_HASH, faults);
    const last = now.at(-1);
    sealedRows += now.length;
    if (last) head = { seq: last.seq, hash: previous };
    const checked = new Set(now.map((entry) => entry.rowId));
    for (const row of rows) {
      if (row.seq !== null && row.seq > upTo) break;
      if (!checked.has(row.id) && source.entryOf(row.id) === null)
        faults.add({ seq: row.seq, id: row.id, fault: 'foreign' });
    }
    // The second: planted numbers too large to be told apart must not keep us for ever.
    if (ends.length === 0 || upTo <= after) break;
    after = upTo;
  }
  for (const id of await source.misplacedIds()) {
    if (source.entryOf(id) === null) faults.add({ seq: null, id, fault: 'foreign' });
  }
  const unsealedRows = await countUnsealed(source, pageSize);
  return { isIntact: faults.list.length === 0, sealedRows, unsealedRows, faults: faults.list, head };
};
