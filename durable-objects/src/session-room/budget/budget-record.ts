import type { SendBudget } from '@waqtor/contracts';
import type { CommandRecord } from '../record/command-record.ts';
import type { Room } from '../room.ts';
import { expectedAt } from './expected-at.ts';
import { DEFAULT_BUDGET, type Lane, intervalOf } from './grant.ts';

type BudgetRow = { send_budget: string | null; dispatch_day: string; dispatched_today: number };

export const utcDay = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** The budget with what was dispatched of it today. */
export const readBudget = (room: Room, now: number): { budget: SendBudget; dispatchedToday: number } => {
  const row = room.sql
    .exec<BudgetRow>('SELECT send_budget, dispatch_day, dispatched_today FROM session WHERE id = 1')
    .one();
  return {
    budget: row.send_budget === null ? DEFAULT_BUDGET : (JSON.parse(row.send_budget) as SendBudget),
    dispatchedToday: row.dispatch_day === utcDay(now) ? row.dispatched_today : 0,
  };
};

export const writeBudget = (room: Room, budget: SendBudget): void => {
  room.sql.exec('UPDATE session SET send_budget = ? WHERE id = 1', JSON.stringify(budget));
};

export const laneStateOf = (room: Room, lane: Lane): number =>
  room.sql.exec<{ theoretical_at: number }>('SELECT theoretical_at FROM budget WHERE lane = ?', lane).toArray()[0]
    ?.theoretical_at ?? 0;

export const writeLaneState = (room: Room, lane: Lane, theoreticalAt: number): void => {
  room.sql.exec(
    `INSERT INTO budget (lane, theoretical_at) VALUES (?, ?)
     ON CONFLICT (lane) DO UPDATE SET theoretical_at = excluded.theoretical_at`,
    lane,
    theoreticalAt,
  );
};

/** When a send accepted now may be expected to go out; what waits is counted only where it matters. */
export const expectSend = (room: Room, lane: Lane, now: number): number => {
  const { budget, dispatchedToday } = readBudget(room, now);
  const pace = budget.lanes[lane];
  if (pace === null && budget.dailyCap === null) return now;
  const waiting = room.sql
    .exec<{ in_lane: number; overall: number }>(
      `SELECT COUNT(*) FILTER (WHERE lane = ?) AS in_lane, COUNT(*) AS overall FROM commands
       WHERE state = 'queued' AND lane IS NOT NULL AND not_before <= ?`,
      lane,
      now,
    )
    .one();
  const ahead = { inLane: waiting.in_lane, overall: waiting.overall, dispatchedToday };
  return expectedAt({ pace, dailyCap: budget.dailyCap }, ahead, now);
};

/** The host never began with it: what it took of its lane and of the day is there for another one. */
export const giveBack = (room: Room, command: CommandRecord): void => {
  if (command.lane === null || command.dispatched_at === null) return;
  const lane = command.lane as Lane;
  const pace = readBudget(room, Date.now()).budget.lanes[lane];
  if (pace) writeLaneState(room, lane, Math.max(0, laneStateOf(room, lane) - intervalOf(pace)));
  room.sql.exec(
    'UPDATE session SET dispatched_today = dispatched_today - 1 WHERE dispatch_day = ? AND dispatched_today > 0',
    utcDay(command.dispatched_at),
  );
};
