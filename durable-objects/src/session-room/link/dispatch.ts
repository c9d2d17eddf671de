import { MAX_COMMANDS_PER_FRAME, type SessionStatus } from '@waqtor/contracts';
import { BudgetGate } from '../budget/budget-gate.ts';
import { utcDay } from '../budget/budget-record.ts';
import { type CommandRecord, shownCommand } from '../record/command-record.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import { currentLink } from './attachment.ts';
import { sendFrame } from './frames.ts';

export const DISPATCH_JOB = 'dispatch';
/** A frame stays far below the 32 MiB that a socket takes, also with the longest texts. */
const MAX_FRAME_CHARS = 2_000_000;

/** Kinds that the host can do in any state; the rest waits until the session is ready. */
const ANY_STATE = "kind IN ('start', 'stop', 'restart', 'logout', 'pairing_code')";
const kindsFor = (status: SessionStatus): string => (status === 'ready' ? 'TRUE' : ANY_STATE);

/**
 * What sends nothing waits for nobody; then replies, the API, campaigns (C-4); what starts or ends the session goes after
 * the messages that were there before it.
 */
const RANK = `CASE WHEN kind IN ('start', 'stop', 'restart', 'logout') THEN 4
  WHEN lane = 'reply' THEN 1 WHEN lane = 'api' THEN 2 WHEN lane = 'campaign' THEN 3 ELSE 0 END`;
/** Within one chat the order of acceptance holds, whatever the lanes: nobody reads an answer before its question. */
const IS_NEXT_OF_CHAT = `(chat_id IS NULL OR NOT EXISTS (SELECT 1 FROM commands AS earlier
  WHERE earlier.state = 'queued' AND earlier.chat_id = due.chat_id
    AND (earlier.order_at, earlier.rowid) < (due.order_at, due.rowid)
    AND earlier.order_at <= ?1 AND (earlier.not_after IS NULL OR earlier.not_after > ?1)))`;

/** Sends what is queued and due, by lanes, if the host is there and the budget lets it. Safe to call at any time. */
export const dispatch = (room: Room): void => {
  const current = currentLink(room);
  if (!current) return;
  const { ws, link } = current;
  const filter = kindsFor(readSession(room.sql).status);
  const now = Date.now();
  const gate = new BudgetGate(room, now);
  let taken: CommandRecord[] = [];
  try {
    for (;;) {
      const round = room.ctx.storage.transactionSync(() => takeDue(room, { filter, gate, link, now }));
      if (round === null) break;
      taken.push(...round);
      if (taken.length < MAX_COMMANDS_PER_FRAME) continue;
      sendCommands(ws, taken);
      taken = [];
    }
  } finally {
    // Also when a later round fails: these are marked as told, and nobody would tell them before the next hello.
    sendCommands(ws, taken);
  }
  armNext(room, filter, gate.heldUntil);
};

/**
 * One round: of what is next in its chat, the best rank; null when nothing is left. Marked as dispatched before it is
 * handed out: number, epoch and store are on disk before the frame leaves, so that a command whose frame was lost is
 * known to have been told to this store (design §3).
 */
const takeDue = (
  room: Room,
  {
    filter,
    gate,
    link,
    now,
  }: { filter: string; gate: BudgetGate; link: { epoch: number; storeId: string }; now: number },
): CommandRecord[] | null => {
  const due = room.sql
    .exec<CommandRecord & { rank: number }>(
      `SELECT *, ${RANK} AS rank FROM commands AS due WHERE state = 'queued' AND not_before <= ?1
         AND (not_after IS NULL OR not_after > ?1) AND ${filter}
         AND (lane IS NULL OR lane NOT IN (SELECT value FROM json_each(?2))) AND ${IS_NEXT_OF_CHAT}
       ORDER BY rank, COALESCE(order_at, accepted_at), rowid LIMIT ?3`,
      now,
      JSON.stringify(gate.heldLanes),
      MAX_COMMANDS_PER_FRAME,
    )
    .toArray();
  const [first] = due;
  if (!first) return null;
  // The second message of a chat may be of a better rank than the first of another one: looked at again in between.
  const best = due.filter(({ rank }) => rank === first.rank);
  return best.filter((row) => gate.lets(row)).map((row) => markDispatched(room, row, link, now));
};

const markDispatched = (
  room: Room,
  row: CommandRecord,
  { epoch, storeId }: { epoch: number; storeId: string },
  now: number,
): CommandRecord => {
  const { n } = room.sql
    .exec<{ n: number }>(
      `UPDATE session SET next_dispatch = next_dispatch + 1,
         dispatched_today = CASE WHEN dispatch_day = ?1 THEN dispatched_today ELSE 0 END + ?2, dispatch_day = ?1
       RETURNING next_dispatch - 1 AS n`,
      utcDay(now),
      row.lane === null ? 0 : 1,
    )
    .one();
  room.sql.exec(
    `UPDATE commands SET state = 'dispatched', n = ?, dispatched_at = ?, dispatched_epoch = ?, dispatched_store = ?
       WHERE id = ?`,
    n,
    now,
    epoch,
    storeId,
    row.id,
  );
  return { ...row, n };
};

/** After a reconnect of the same store: everything without an outcome, under the same numbers; the host dedupes by id. */
export const resend = (room: Room, ws: WebSocket, storeId: string): void => {
  const rows = room.sql
    .exec<CommandRecord>(
      "SELECT * FROM commands WHERE state = 'dispatched' AND dispatched_store = ? ORDER BY n",
      storeId,
    )
    .toArray();
  sendCommands(ws, rows);
};

/** At least one command a frame, more while they fit. */
const sendCommands = (ws: WebSocket, rows: CommandRecord[]): void => {
  let frame: { n: number; command: ReturnType<typeof shownCommand> }[] = [];
  let chars = 0;
  const flush = (): void => {
    if (frame.length > 0) sendFrame(ws, { type: 'commands', commands: frame });
    frame = [];
    chars = 0;
  };
  for (const row of rows) {
    if (chars + row.payload.length > MAX_FRAME_CHARS || frame.length === MAX_COMMANDS_PER_FRAME) flush();
    frame.push({ n: row.n as number, command: shownCommand(row) });
    chars += row.payload.length;
  }
  flush();
};

/** Wakes when the next one is due, or the send budget lets a held lane go on. */
const armNext = (room: Room, filter: string, heldUntil: number | null): void => {
  if (heldUntil !== null) room.schedule.at(DISPATCH_JOB, heldUntil);
  const { at } = room.sql
    .exec<{ at: number | null }>(
      `SELECT MIN(not_before) AS at FROM commands WHERE state = 'queued' AND not_before > ? AND ${filter}`,
      Date.now(),
    )
    .one();
  if (at !== null) room.schedule.at(DISPATCH_JOB, at);
};
