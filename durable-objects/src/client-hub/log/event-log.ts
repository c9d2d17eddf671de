import { Buffer } from 'node:buffer';
import type { RelayEntry, WaqtorEvent } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { foldTopic } from '@waqtor/core/hub/topic';

/** One stored event on its way to a reader: `body` is sent as it lies. */
export interface LogEntry {
  seq: number;
  keys: string[];
  body: string;
  /** UTF-8 bytes of the body. */
  bytes: number;
  /** What is kept stands for itself (H-11). */
  lastValueKey: null;
  /** What is kept is for everybody who may follow it. */
  reader?: null;
}

export interface LogGap {
  from: number;
  to: number;
}

/** Events of one frame or page. */
export const MAX_PAGE_EVENTS = 500;
/** Bytes of the bodies of one frame or page: bounds what a slow client can make us hold (H-10). */
export const MAX_FRAME_BYTES = 128 * 1024;

/** Bytes of one page for a relay. */
const MAX_RELAY_BYTES = 1024 * 1024;

type MetaRow = { workspace_id: string; log_id: string; last_seq: number; total_bytes: number; quarantined: number };
type EntryRow = { seq: number; keys: string; bytes: number; body: string };

/**
 * The workspace's log (H-6): contiguous `seq` from 1, in SQLite. Bounds are kept in memory beside the table, so that
 * the live path reads nothing; they change only after the transaction that changed the table.
 */
export class EventLog {
  readonly #sql: SqlStorage;
  #meta: MetaRow | null;
  #firstSeq: number;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#meta = sql.exec<MetaRow>('SELECT * FROM meta').toArray()[0] ?? null;
    this.#firstSeq = this.#readFirstSeq();
  }

  /** Called by what may give birth to a log (append, endpoint, connection); repeats are no-ops. */
  init(workspaceId: string): void {
    if (this.#meta) return;
    this.#sql.exec('INSERT INTO meta (id, workspace_id, log_id) VALUES (1, ?, ?)', workspaceId, newId('log'));
    this.reload();
  }

  /** Takes the bounds from the table again, also after a transaction that was rolled back. */
  reload(): void {
    this.#meta = this.#sql.exec<MetaRow>('SELECT * FROM meta').toArray()[0] ?? null;
    this.#firstSeq = this.#readFirstSeq();
  }

  get workspaceId(): string | null {
    return this.#meta?.workspace_id ?? null;
  }
  get logId(): string {
    return this.#meta?.log_id ?? '';
  }
  get lastSeq(): number {
    return this.#meta?.last_seq ?? 0;
  }
  /** lastSeq + 1 while the log is empty. */
  get firstSeq(): number {
    return this.#firstSeq;
  }
  get totalBytes(): number {
    return this.#meta?.total_bytes ?? 0;
  }

  /** `json` is the event as text. Inside the caller's transaction. Null when the event is in the log already (same id from a new generation). */
  append(event: WaqtorEvent, json: string, keys: string[], at: number): LogEntry | null {
    const meta = this.#meta as MetaRow;
    const seq = meta.last_seq + 1;
    // The position is set behind the fields of the producer's text, which is never empty.
    const body = `${json.slice(0, -1)},"logId":"${meta.log_id}","seq":${seq}}`;
    const bytes = Buffer.byteLength(body);
    const { rowsWritten } = this.#sql.exec(
      'INSERT INTO events (seq, id, type, keys, at, bytes, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      seq,
      event.id,
      event.type,
      keys.join(' '),
      at,
      bytes,
      body,
    );
    if (rowsWritten === 0) return null;
    meta.last_seq = seq;
    meta.total_bytes += bytes;
    return { seq, keys, body, bytes, lastValueKey: null };
  }

  /** On a relay: an entry of the hub's log at its own position, the next one here. Inside the caller's transaction. */
  store({ seq, type, keys, at, body }: RelayEntry): LogEntry {
    const meta = this.#meta as MetaRow;
    const bytes = Buffer.byteLength(body);
    // The hub saw to it that ids are unique; here the position is.
    this.#sql.exec(
      'INSERT INTO events (seq, id, type, keys, at, bytes, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      seq,
      String(seq),
      type,
      keys.join(' '),
      at,
      bytes,
      body,
    );
    meta.last_seq = seq;
    meta.total_bytes += bytes;
    return { seq, keys, body, bytes, lastValueKey: null };
  }

  /** On a relay: a copy of the log `logId` that begins after `lastSeq`; what was there goes. */
  restart(workspaceId: string, logId: string, lastSeq: number): void {
    this.#sql.exec('DELETE FROM events');
    this.#sql.exec('DELETE FROM meta');
    this.#sql.exec(
      'INSERT INTO meta (id, workspace_id, log_id, last_seq) VALUES (1, ?, ?, ?)',
      workspaceId,
      logId,
      lastSeq,
    );
    this.reload();
  }

  /** One page for a relay. */
  relayPage(after: number): RelayEntry[] {
    const entries: RelayEntry[] = [];
    let bytes = 0;
    for (const row of this.#sql.exec<EntryRow & { type: string; at: number }>(
      'SELECT seq, type, keys, at, bytes, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?',
      after,
      MAX_PAGE_EVENTS,
    )) {
      bytes += row.bytes;
      if (entries.length > 0 && bytes > MAX_RELAY_BYTES) break;
      entries.push({ seq: row.seq, type: row.type, keys: row.keys.split(' '), at: row.at, body: row.body });
    }
    return entries;
  }

  /** Writes the bounds that `append` moved; once a transaction. */
  saveBounds(): void {
    this.#sql.exec('UPDATE meta SET last_seq = ?, total_bytes = ?', this.lastSeq, this.totalBytes);
  }

  /** What lies after `after`, oldest first, one page. */
  page(after: number, limit = MAX_PAGE_EVENTS): LogEntry[] {
    const entries: LogEntry[] = [];
    let bytes = 0;
    const rows = this.#sql.exec<EntryRow>(
      'SELECT seq, keys, bytes, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?',
      after,
      limit,
    );
    for (const row of rows) {
      bytes += row.bytes;
      if (entries.length > 0 && bytes > MAX_FRAME_BYTES) break;
      entries.push({ seq: row.seq, keys: row.keys.split(' '), body: row.body, bytes: row.bytes, lastValueKey: null });
    }
    return entries;
  }

  /** Positions after `since` that are no longer there; null when nothing is missing. */
  gapAfter(since: number): LogGap | null {
    return since + 1 < this.#firstSeq ? { from: since + 1, to: this.#firstSeq - 1 } : null;
  }

  /** `types`: event types, or families (singular or plural). */
  read(query: { after: number; limit: number; types?: string[] | undefined }): WaqtorEvent[] {
    const wanted = query.types ?? [];
    const exact = wanted.filter((type) => type.includes('.'));
    const families = wanted.filter((type) => !type.includes('.')).map(foldTopic);
    const marks = (count: number): string => Array<string>(count).fill('?').join(', ');
    const filter =
      wanted.length === 0
        ? ''
        : `AND (type IN (${marks(exact.length)}) OR substr(type, 1, instr(type, '.') - 1) IN (${marks(families.length)}))`;
    return this.#sql
      .exec<{ body: string }>(
        `SELECT body FROM events WHERE seq > ? ${filter} ORDER BY seq LIMIT ?`,
        query.after,
        ...exact,
        ...families,
        Math.min(Math.max(1, query.limit), MAX_PAGE_EVENTS),
      )
      .toArray()
      .map((row) => JSON.parse(row.body) as WaqtorEvent);
  }

  #readFirstSeq(): number {
    const first = this.#sql.exec<{ first: number | null }>('SELECT MIN(seq) AS first FROM events').one().first;
    return first ?? this.lastSeq + 1;
  }
}
