import { intervalOf, type LanePace } from './grant.ts';

const DAY_MS = 86_400_000;

/** 00:00 UTC of the day after. */
export const nextDay = (now: number): number => (Math.floor(now / DAY_MS) + 1) * DAY_MS;

/**
 * When a send that is accepted now may be expected to go out, epoch ms: its ten minutes count from there, because
 * waiting for the budget is not waiting for a host.
 */
export const expectedAt = (
  { pace, dailyCap }: { pace: LanePace; dailyCap: number | null },
  ahead: { inLane: number; overall: number; dispatchedToday: number },
  now: number,
): number => {
  const byPace = pace === null ? now : now + Math.max(0, ahead.inLane + 1 - pace.burst) * intervalOf(pace);
  if (dailyCap === null || dailyCap <= 0) return Math.ceil(byPace);
  const days = Math.floor((ahead.dispatchedToday + ahead.overall) / dailyCap);
  return Math.ceil(days === 0 ? byPace : Math.max(byPace, nextDay(now) + (days - 1) * DAY_MS));
};
