import type { Outcome } from '@waqtor/contracts';
import { askWhatBecameOf } from '../commands/ask-what-became-of.ts';
import { EXPIRE_JOB } from '../commands/expire.ts';
import type { CommandRecord } from '../record/command-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { applyOutcome } from '../translate/outcome.ts';

/**
 * A question is safe to ask anywhere; a login that was to go must go wherever it is now (a shared volume), and the
 * start that followed must follow again. A reaction, an edit and the like are a state that is wished for: told twice
 * it is the same state.
 */
const REPEATED: readonly string[] = ['reconcile', 'logout', 'start', 'react', 'edit', 'delete', 'archive', 'block'];

/**
 * What another store was told to do and never answered (disk lost, backup restored, session moved): it is not sent
 * here, for nobody can say whether it went out (design §3). Sends become `unknown` and are looked for by their key id;
 * a logout or start is ordered again, other kinds end. Answers since when something was in flight, or null.
 */
export const abandonInFlight = (room: Room, turn: Turn, storeId: string): number | null => {
  const lost = room.sql
    .exec<CommandRecord>(
      "SELECT * FROM commands WHERE state = 'dispatched' AND dispatched_store <> ? ORDER BY n",
      storeId,
    )
    .toArray();
  let since: number | null = null;
  for (const command of lost) {
    if (REPEATED.includes(command.kind)) {
      room.sql.exec("UPDATE commands SET state = 'queued', n = NULL WHERE id = ?", command.id);
      if (command.not_after !== null) room.schedule.at(EXPIRE_JOB, command.not_after);
      continue;
    }
    applyOutcome(room, turn, unknownOutcome(command.id));
    if (command.message_id === null) continue;
    since = Math.min(since ?? Infinity, command.dispatched_at ?? command.accepted_at);
    askWhatBecameOf(room, command, storeId);
  }
  turn.wantsDispatch ||= lost.length > 0;
  return since;
};

export const unknownOutcome = (commandId: string): Outcome => ({
  commandId,
  result: 'unknown',
  code: 'outcome_unknown',
  waMessageId: null,
  value: null,
});
