import { ok, type Result, type SendBudget } from '@waqtor/contracts';
import type { Room } from '../room.ts';
import { readBudget, writeBudget } from './budget-record.ts';

export const sendBudget = (room: Room): Result<SendBudget> => ok(readBudget(room, Date.now()).budget);

/** What waits goes by the new budget from now on. */
export const setSendBudget = (room: Room, budget: SendBudget): Result<SendBudget> => {
  room.transact((turn) => {
    writeBudget(room, budget);
    // A lane that was slow before owes nothing to its new pace.
    room.sql.exec('DELETE FROM budget');
    turn.wantsDispatch = true;
  });
  return ok(budget);
};
