import { createHash } from 'node:crypto';
import type { ChainRow } from '@waqtor/contracts';
import { GENESIS_HASH, chainHash } from '@waqtor/core/audit/chain-hash';
import type { Digest } from '@waqtor/core/audit/chain-hash';
import type { ChainEntry } from '@waqtor/core/audit/verify-chain';

/** A verification hashes every row that there is. */
export const nativeDigest: Digest = (text) => createHash('sha256').update(text).digest('hex');

type EntryRow = { seq: number; row_id: string; hash: string };
const toEntry = ({ seq, row_id, hash }: EntryRow): ChainEntry => ({ seq, rowId: row_id, hash });

/** The chain of one workspace. Entries are appended, never changed. */
export class Chain {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /**
   * The entries of these rows, which are appended unless they are in the chain already: a repetition, in whatever
   * state it finds the database, answers the same places and hashes. Synchronous, so that two runs cannot fork.
   */
  seal(rows: readonly ChainRow[]): ChainEntry[] {
    return this.#storage.transactionSync(() => {
      let head = this.#head();
      return rows.map((row) => {
        const known = this.entryOf(row.id);
        if (known) return known;
        const entry = { seq: head.seq + 1, rowId: row.id, hash: chainHash(head.hash, row, nativeDigest) };
        this.#storage.sql.exec(
          'INSERT INTO chain (seq, row_id, hash) VALUES (?, ?, ?)',
          entry.seq,
          entry.rowId,
          entry.hash,
        );
        head = entry;
        return entry;
      });
    });
  }

  entryOf(rowId: string): ChainEntry | null {
    const [row] = this.#storage.sql.exec<EntryRow>('SELECT seq, row_id, hash FROM chain WHERE row_id = ?', rowId);
    return row ? toEntry(row) : null;
  }

  entriesAfter(seq: number, limit: number): ChainEntry[] {
    return this.#storage.sql
      .exec<EntryRow>('SELECT seq, row_id, hash FROM chain WHERE seq > ? ORDER BY seq LIMIT ?', seq, limit)
      .toArray()
      .map(toEntry);
  }

  #head(): { seq: number; hash: string } {
    const [row] = this.#storage.sql.exec<EntryRow>('SELECT seq, row_id, hash FROM chain ORDER BY seq DESC LIMIT 1');
    return row ?? { seq: 0, hash: GENESIS_HASH };
  }
}
