import type { SendBudget, SendRequest } from '@waqtor/contracts';

export type Lane = SendRequest['lane'];
/** Null: as fast as the host takes them. */
export type LanePace = SendBudget['lanes'][Lane];

/** C-4: replies and the API are not paced unless a tenant says so; campaigns go slowly. */
export const DEFAULT_BUDGET: SendBudget = {
  lanes: { reply: null, api: null, campaign: { perMinute: 20, burst: 1 } },
  dailyCap: null,
};

/** Share of the interval by which a pace varies to either side: an even beat is the mark of a machine. */
const JITTER = 0.3;

export const intervalOf = (pace: NonNullable<LanePace>): number => 60_000 / pace.perMinute;

/**
 * `theoreticalAt` is the lane's state (GCRA: when a perfectly even sender would send next), epoch milliseconds, 0 at
 * first; the one of an accepted grant is to be stored with the dispatch.
 */
export type Grant = { kind: 'accepted'; theoreticalAt: number } | { kind: 'notBefore'; at: number };

/** May one more go out now? What is not accepted takes nothing. `random` in 0…1. */
export const grant = (pace: LanePace, theoreticalAt: number, now: number, random: number): Grant => {
  if (pace === null) return { kind: 'accepted', theoreticalAt };
  const intervalMs = intervalOf(pace);
  const due = Math.max(theoreticalAt, now);
  // Half a millisecond: what was rounded must not wait for another turn of the clock.
  const earliest = due - (pace.burst - 1) * intervalMs - 0.5;
  if (earliest > now) return { kind: 'notBefore', at: Math.ceil(earliest) };
  const jitter = 1 + JITTER * (2 * random - 1);
  return { kind: 'accepted', theoreticalAt: Math.round(due + intervalMs * jitter) };
};
