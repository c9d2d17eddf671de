import { endUnsent } from '../commands/expire.ts';
import { auditMerges } from '../identity/audit-merges.ts';
import { unknownOutcome } from '../link/abandon.ts';
import { openLinks } from '../link/attachment.ts';
import { closeLink } from '../link/frames.ts';
import type { CommandRecord } from '../record/command-record.ts';
import { forgetSession, readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import { stepSession } from '../session/change-session.ts';
import { applyOutcome } from '../translate/outcome.ts';
import type { Turn } from '../turn.ts';

/** Keys that R2 deletes with one call. */
const MAX_KEYS_PER_CALL = 1_000;

export const isRemoved = (room: Room): boolean => readSession(room.sql).removedAt !== null;

/**
 * From here on the session is gone for everybody. In one transaction whoever waits for a message is told what became
 * of it, and the hub that the session is no more; the rows stay until the hub has it all (see `erase`).
 */
export const beginRemoval = (room: Room): void => {
  room.transact((turn) => {
    endCommands(room, turn);
    stepSession(room, turn, { kind: 'removed' });
    room.sql.exec('UPDATE session SET removed_at = ? WHERE id = 1', Date.now());
    forgetSession(room.sql);
    // A counter told later would bring the session back to life in the hub.
    room.schedule.cancelAll();
    turn.isRemoval = true;
  });
  for (const ws of openLinks(room)) closeLink(ws, 'not_lease_holder');
};

const endCommands = (room: Room, turn: Turn): void => {
  const now = Date.now();
  const inState = (state: 'queued' | 'dispatched'): CommandRecord[] =>
    room.sql.exec<CommandRecord>(`SELECT * FROM commands WHERE state = '${state}'`).toArray();
  for (const command of inState('queued')) endUnsent(room, turn, command, now);
  // It may have gone out: the host that knows is not asked any more.
  for (const command of inState('dispatched')) applyOutcome(room, turn, unknownOutcome(command.id), now);
};

/** Everything that must leave the object before it is erased; throws when a receiver did not take it. Repeatable. */
export const handOver = async (room: Room): Promise<void> => {
  await room.outbox.drain();
  await auditMerges(room);
  await deleteMedia(room);
};

const deleteMedia = async (room: Room): Promise<void> => {
  const keys = room.sql
    .exec<{ r2_key: string }>('SELECT r2_key FROM media WHERE r2_key IS NOT NULL')
    .toArray()
    .map(({ r2_key }) => r2_key);
  for (let i = 0; i < keys.length; i += MAX_KEYS_PER_CALL) {
    await room.env.MEDIA.delete(keys.slice(i, i + MAX_KEYS_PER_CALL));
  }
};
