import type {
  Capabilities,
  ClientInfo,
  Desired,
  Recovery,
  SessionReasonCode,
  SessionState,
  SessionStats,
  SessionStatus,
} from '@waqtor/contracts';
import type { Incident } from '@waqtor/core/session/session-incident';
import type { HostWord, QrCode, SessionCondition } from '@waqtor/core/session/session-machine';

/** The one row of `session`. */
export interface SessionRecord extends SessionCondition {
  workspaceId: string;
  sessionId: string;
  name: string;
  isDefault: boolean;
  since: number;
  capabilities: Capabilities | null;
  incident: Incident | null;
  /** Null unless it is being erased. */
  removedAt: number | null;
  hostId: string | null;
  epoch: number;
  linkNo: number;
  revision: number;
  statsAt: number;
}

type Row = Record<string, string | number | null>;

const json = <T>(text: string | number | null | undefined): T | null =>
  typeof text === 'string' ? (JSON.parse(text) as T) : null;

/** A row written before recoveries were stored has none. */
const lossOf = (row: Row): HostWord | null => {
  const word = json<Omit<HostWord, 'recovery'> & Partial<HostWord>>(row.before_loss);
  return word && { ...word, recovery: word.recovery ?? null };
};

const readRow = (sql: SqlStorage): Row => sql.exec<Row>('SELECT * FROM session WHERE id = 1').one();

const toRecord = (row: Row): SessionRecord => ({
  workspaceId: row.workspace_id as string,
  sessionId: row.session_id as string,
  name: row.name as string,
  isDefault: row.is_default === 1,
  desired: row.desired as Desired,
  status: row.status as SessionStatus,
  reason: row.reason as SessionReasonCode | null,
  since: row.since as number,
  clientInfo: json<ClientInfo>(row.client_info),
  capabilities: json<Capabilities>(row.capabilities),
  qr: json<QrCode>(row.qr),
  recovery: json<Recovery>(row.recovery),
  beforeLoss: lossOf(row),
  incident: json<Incident>(row.incident),
  removedAt: row.removed_at as number | null,
  hostId: row.host_id as string | null,
  epoch: row.epoch as number,
  linkNo: row.link_no as number,
  revision: row.revision as number,
  statsAt: row.stats_at as number,
});

/** The row as it was read last: every frame and every send asks for it several times. */
const lastRead = new WeakMap<SqlStorage, Readonly<SessionRecord>>();

export const readSession = (sql: SqlStorage): Readonly<SessionRecord> => {
  const known = lastRead.get(sql);
  if (known) return known;
  const session = toRecord(readRow(sql));
  lastRead.set(sql, session);
  return session;
};

/** Must follow every other write to the columns of `SessionRecord`, and every rollback. */
export const forgetSession = (sql: SqlStorage): void => {
  lastRead.delete(sql);
};

/** Writes what a change of state may change; the rest of the row belongs to the link and the counters. */
export const writeSession = (sql: SqlStorage, session: SessionRecord): void => {
  sql.exec(
    `UPDATE session SET desired = ?, status = ?, reason = ?, since = ?, client_info = ?, capabilities = ?, qr = ?,
       recovery = ?, before_loss = ?, incident = ?, revision = ? WHERE id = 1`,
    session.desired,
    session.status,
    session.reason,
    session.since,
    session.clientInfo && JSON.stringify(session.clientInfo),
    session.capabilities && JSON.stringify(session.capabilities),
    session.qr && JSON.stringify(session.qr),
    session.recovery && JSON.stringify(session.recovery),
    session.beforeLoss && JSON.stringify(session.beforeLoss),
    session.incident && JSON.stringify(session.incident),
    session.revision,
  );
  forgetSession(sql);
};

/** Counters of S-3; the daily ones are of the present UTC day. */
const statsOf = (sql: SqlStorage, row: Row): SessionStats => {
  const isToday = row.stats_day === new Date().toISOString().slice(0, 10);
  const queued = sql
    .exec<{ n: number }>("SELECT COUNT(*) AS n FROM commands WHERE state = 'queued' AND message_id IS NOT NULL")
    .one().n;
  return {
    sent: row.sent as number,
    received: row.received as number,
    failed: row.failed as number,
    queued,
    sentToday: isToday ? (row.sent_today as number) : 0,
    receivedToday: isToday ? (row.received_today as number) : 0,
  };
};

/** S-3. `reason.message` stays empty: the API renders it in the reader's language. */
export const sessionState = (sql: SqlStorage): SessionState => {
  const row = readRow(sql);
  const session = toRecord(row);
  const { qr } = session;
  return {
    sessionId: session.sessionId,
    name: session.name,
    isDefault: session.isDefault,
    desired: session.desired,
    status: session.status,
    since: new Date(session.since).toISOString(),
    reason: session.reason && { code: session.reason, message: '' },
    recovery: session.recovery,
    qr: qr?.qr ?? null,
    qrAttempt: qr?.attempt ?? null,
    qrMaxAttempts: qr?.maxAttempts ?? null,
    qrExpiresAt: qr?.expiresAt ?? null,
    clientInfo: session.clientInfo,
    hostId: session.hostId,
    capabilities: session.capabilities,
    stats: statsOf(sql, row),
  };
};
