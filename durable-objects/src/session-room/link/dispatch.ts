import { MAX_COMMANDS_PER_FRAME, type SessionStatus } from '@waqtor/contracts';
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

/** Sends what is queued and due, in order of acceptance, if the host is there. Safe to call at any time. */
export const dispatch = (room: Room): void => {
  const current = currentLink(room);
  if (!current) return;
  const { ws, link } = current;
  const filter = kindsFor(readSession(room.sql).status);
  for (;;) {
    const batch = takeDue(room, filter, link.epoch, link.storeId);
    if (batch.length > 0) sendCommands(ws, batch);
    if (batch.length < MAX_COMMANDS_PER_FRAME) break;
  }
  armNext(room, filter);
};

/**
 * Marks a batch as dispatched, then hands it out: number, epoch and store are on disk before the frame leaves, so
 * that a command whose frame was lost is known to have been told to this store (design §3).
 */
const takeDue = (room: Room, filter: string, epoch: number, storeId: string): CommandRecord[] =>
  room.ctx.storage.transactionSync(() => {
    const now = Date.now();
    const rows = room.sql
      .exec<CommandRecord>(
        `SELECT * FROM commands WHERE state = 'queued' AND not_before <= ? AND (not_after IS NULL OR not_after > ?)
           AND ${filter} ORDER BY accepted_at, rowid LIMIT ?`,
        now,
        now,
        MAX_COMMANDS_PER_FRAME,
      )
      .toArray();
    return rows.map((row) => {
      const { n } = room.sql
        .exec<{ n: number }>('UPDATE session SET next_dispatch = next_dispatch + 1 RETURNING next_dispatch - 1 AS n')
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
    });
  });

/** After a reconnect of the same store: everything without an outcome, under the same numbers; the host dedupes by id. */
export const resend = (room: Room, ws: WebSocket, storeId: string): void => {
  const rows = room.sql
    .exec<CommandRecord>(
      "SELECT * FROM commands WHERE state = 'dispatched' AND dispatched_store = ? ORDER BY n",
      storeId,
    )
    .toArray();
  for (let i = 0; i < rows.length; i += MAX_COMMANDS_PER_FRAME)
    sendCommands(ws, rows.slice(i, i + MAX_COMMANDS_PER_FRAME));
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
    if (chars + row.payload.length > MAX_FRAME_CHARS) flush();
    frame.push({ n: row.n as number, command: shownCommand(row) });
    chars += row.payload.length;
  }
  flush();
};

/** Wakes when the send budget lets the next one go. */
const armNext = (room: Room, filter: string): void => {
  const { at } = room.sql
    .exec<{ at: number | null }>(
      `SELECT MIN(not_before) AS at FROM commands WHERE state = 'queued' AND not_before > ? AND ${filter}`,
      Date.now(),
    )
    .one();
  if (at !== null) room.schedule.at(DISPATCH_JOB, at);
};
