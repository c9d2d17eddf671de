import type { AuditRow } from '@waqtor/contracts';
import { AUDIT_CSV_HEADER, auditCsvLine } from '@waqtor/core/audit/audit-csv';

/** Reads the rows after a row, newest first; fewer than the page says: there are no more. */
export type ReadAuditPage = (after: AuditRow | null) => Promise<AuditRow[]>;

/** How rows become a file. */
interface Format {
  contentType: string;
  begin: string;
  row: (row: AuditRow, isFirst: boolean) => string;
  end: string;
}

export const EXPORT_FORMATS: Readonly<Record<'csv' | 'json', Format>> = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    // The mark tells spreadsheets that Arabic names are UTF-8.
    begin: `\uFEFF${AUDIT_CSV_HEADER}`,
    row: auditCsvLine,
    end: '',
  },
  json: {
    contentType: 'application/json',
    begin: '[',
    row: (row, isFirst) => `${isFirst ? '' : ','}\n${JSON.stringify(row)}`,
    end: '\n]\n',
  },
};

/** The file, page by page as the reader takes it: one page in memory, however many rows there are. */
export const exportStream = (format: Format, pageRows: number, readPage: ReadAuditPage): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  let last: AuditRow | null = null;
  let isBegun = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const rows = await readPage(last);
      const lines = rows.map((row, index) => format.row(row, last === null && index === 0));
      const begin = isBegun ? '' : format.begin;
      const isEnd = rows.length < pageRows;
      isBegun = true;
      last = rows.at(-1) ?? last;
      const text = `${begin}${lines.join('')}${isEnd ? format.end : ''}`;
      if (text !== '') controller.enqueue(encoder.encode(text));
      if (isEnd) controller.close();
    },
  });
};
