/** An audit row as it is sealed: times in epoch ms, `details` as it is stored (anything, once somebody altered it). */
export interface ChainRow {
  id: string;
  workspaceId: string;
  at: number;
  actorKind: string;
  actorId: string;
  action: string;
  targetKind: string | null;
  targetId: string | null;
  ip: string | null;
  requestId: string | null;
  outcome: string;
  count: number;
  details: unknown;
  settledAt: number;
}

/** A row of the database with the place that the database claims for it. */
export interface SealedRow extends ChainRow {
  seq: number | null;
  hash: string | null;
}
