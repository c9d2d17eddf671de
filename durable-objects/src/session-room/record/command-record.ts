import type { Command, CommandPayload, Outcome } from '@waqtor/contracts';
import type { Room } from '../room.ts';

/** One row of `commands`. Times are epoch milliseconds. */
export type CommandRecord = {
  id: string;
  kind: string;
  payload: string;
  key_id: string | null;
  request_id: string | null;
  fingerprint: string | null;
  lane: string | null;
  message_id: string | null;
  state: string;
  accepted_at: number;
  not_before: number;
  not_after: number | null;
  n: number | null;
  dispatched_at: number | null;
  dispatched_epoch: number | null;
  dispatched_store: string | null;
  outcome: string | null;
  /** Sends: the chat whose order they keep. */
  chat_id: string | null;
  /** Sends: accepted, or wished for (send later). */
  order_at: number | null;
  /** The message that a react, edit or delete is about. */
  target_id: string | null;
};

export const readCommand = (room: Room, id: string): CommandRecord | null =>
  room.sql.exec<CommandRecord>('SELECT * FROM commands WHERE id = ?', id).toArray()[0] ?? null;

export interface NewCommand {
  id: string;
  payload: CommandPayload;
  keyId?: string;
  requestId?: string;
  fingerprint?: string;
  lane?: string;
  messageId?: string;
  /** Of a send: its place among the sends of a chat. */
  order?: { chatId: string; at: number };
  /** Of a react, edit or delete: the message. */
  targetId?: string;
  notBefore?: number;
  /** Null: it waits as long as it takes. */
  notAfter: number | null;
}

/** Stores a command as queued. A command that exists already stays as it is. */
export const insertCommand = (room: Room, command: NewCommand): void => {
  const now = Date.now();
  room.sql.exec(
    `INSERT OR IGNORE INTO commands (id, kind, payload, key_id, request_id, fingerprint, lane, message_id, state,
       accepted_at, not_before, not_after, chat_id, order_at, target_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?)`,
    command.id,
    command.payload.kind,
    JSON.stringify(command.payload),
    command.keyId ?? null,
    command.requestId ?? null,
    command.fingerprint ?? null,
    command.lane ?? null,
    command.messageId ?? null,
    now,
    command.notBefore ?? now,
    command.notAfter,
    command.order?.chatId ?? null,
    command.order?.at ?? null,
    command.targetId ?? null,
  );
};

/** Writes the outcome; with `from` only over a command in that state. */
export const settleCommand = (room: Room, outcome: Outcome, only?: { from: 'dispatched' }): void => {
  room.sql.exec(
    "UPDATE commands SET state = 'settled', outcome = ? WHERE id = ? AND state = COALESCE(?, state)",
    JSON.stringify(outcome),
    outcome.commandId,
    only?.from ?? null,
  );
};

export const outcomeOf = (command: CommandRecord): Outcome | null =>
  command.outcome === null ? null : (JSON.parse(command.outcome) as Outcome);

/** As it travels to the host. */
export const shownCommand = (command: CommandRecord): Command => ({
  id: command.id,
  keyId: command.key_id,
  payload: JSON.parse(command.payload) as CommandPayload,
  requestId: command.request_id,
  notAfter: command.not_after === null ? null : new Date(command.not_after).toISOString(),
});
