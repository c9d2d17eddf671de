import type { ChainRow } from '@waqtor/contracts';

/** JSON with the keys of every object in code unit order and no white space: equal values are equal texts. */
const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
};

/**
 * The text that is hashed. Every field that a settled row has, by name, so that neither a column that is added later
 * nor the place of the row (`seq`, `hash`) changes it. The list never changes: it would break every chain.
 */
export const canonicalRow = (row: ChainRow): string =>
  canonicalJson({
    id: row.id,
    workspaceId: row.workspaceId,
    at: row.at,
    actorKind: row.actorKind,
    actorId: row.actorId,
    action: row.action,
    targetKind: row.targetKind,
    targetId: row.targetId,
    ip: row.ip,
    requestId: row.requestId,
    outcome: row.outcome,
    count: row.count,
    details: row.details,
    settledAt: row.settledAt,
  });
