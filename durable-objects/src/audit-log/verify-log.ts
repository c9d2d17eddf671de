import type { AuditVerification } from '@waqtor/contracts';
import { MAX_FAULTS, verifyChain } from '@waqtor/core/audit/verify-chain';
import {
  listAuditRowsOf,
  listMisplacedAuditIds,
  listSealedAuditRows,
  listUnsealedAuditIds,
} from '@waqtor/db/queries/audit-chain';
import { nativeDigest } from './chain.ts';
import type { Log } from './log.ts';

/** Rows in memory at a time, twice: some 1 KB each. */
const VERIFY_PAGE_ROWS = 500;

/** Every row of the workspace in the database against our own chain. Writes nothing. */
export const verifyLog = (log: Log, workspaceId: string): Promise<AuditVerification> => {
  const { chain, db } = log;
  return verifyChain(
    {
      digest: nativeDigest,
      entriesAfter: (seq, limit) => chain.entriesAfter(seq, limit),
      entryOf: (rowId) => chain.entryOf(rowId),
      rowsAfter: (seq, limit) => listSealedAuditRows(db, workspaceId, seq, limit),
      rowsOf: (ids) => listAuditRowsOf(db, workspaceId, ids),
      misplacedIds: () => listMisplacedAuditIds(db, workspaceId, MAX_FAULTS),
      unsealedIdsAfter: (id, limit) => listUnsealedAuditIds(db, workspaceId, id, limit),
    },
    VERIFY_PAGE_ROWS,
  );
};
