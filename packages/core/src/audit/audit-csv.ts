import type { AuditRow } from '@waqtor/contracts';

const COLUMNS: readonly [name: string, value: (row: AuditRow) => string | number | null][] = [
  ['id', (row) => row.id],
  ['at', (row) => row.at],
  ['actorKind', (row) => row.actor.kind],
  ['actorId', (row) => row.actor.id],
  ['actorName', (row) => row.actor.name],
  ['action', (row) => row.action],
  ['outcome', (row) => row.outcome],
  ['targetKind', (row) => row.target?.kind ?? null],
  ['targetId', (row) => row.target?.id ?? null],
  ['count', (row) => row.count],
  ['ip', (row) => row.ip],
  ['requestId', (row) => row.requestId],
  ['details', (row) => JSON.stringify(row.details)],
  ['sealSeq', (row) => row.seal?.seq ?? null],
  ['sealHash', (row) => row.seal?.hash ?? null],
];

/**
 * One cell (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV
 * injection): names are chosen by whoever is named, and a request id by whoever asks.
 */
const cell = (value: string | number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const AUDIT_CSV_HEADER = `${COLUMNS.map(([name]) => name).join(',')}\r\n`;
export const auditCsvLine = (row: AuditRow): string => `${COLUMNS.map(([, value]) => cell(value(row))).join(',')}\r\n`;
