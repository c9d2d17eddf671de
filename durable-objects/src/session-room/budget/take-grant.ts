import type { Room } from '../room.ts';
import { type BudgetPolicy, DEFAULT_BUDGET, grant, type Lane } from './grant.ts';

/** Takes one send out of the lane's budget; call in the transaction of the command. Answers its `notBefore`. */
export const takeGrant = (room: Room, lane: Lane, now: number, budget: BudgetPolicy = DEFAULT_BUDGET): number => {
  const policy = budget[lane];
  if (policy === null) return now;
  const row = room.sql
    .exec<{ theoretical_at: number }>('SELECT theoretical_at FROM budget WHERE lane = ?', lane)
    .toArray()[0];
  const granted = grant(policy, row?.theoretical_at ?? 0, now);
  room.sql.exec(
    `INSERT INTO budget (lane, theoretical_at) VALUES (?, ?)
     ON CONFLICT (lane) DO UPDATE SET theoretical_at = excluded.theoretical_at`,
    lane,
    granted.theoreticalAt,
  );
  return granted.grant.kind === 'accepted' ? now : granted.grant.at;
};
