/** The contract's: a message may be scheduled a year ahead. */
const MAX_AHEAD_MS = 365 * 24 * 60 * 60_000;
const EVENING_HOUR = 20;
const MORNING_HOUR = 9;

const two = (value: number): string => String(value).padStart(2, '0');
/** What `<input type="datetime-local">` holds: the person's own time. */
export const localInput = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;

const onDay = (now: Date, days: number, hour: number): Date =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);

/** Times that people mean by "later"; tonight only while it is ahead. */
export const laterChoices = (now: Date): { name: 'tonight' | 'tomorrow' | 'week'; at: Date }[] => [
  ...(now.getHours() < EVENING_HOUR ? [{ name: 'tonight' as const, at: onDay(now, 0, EVENING_HOUR) }] : []),
  { name: 'tomorrow', at: onDay(now, 1, MORNING_HOUR) },
  { name: 'week', at: onDay(now, 7, MORNING_HOUR) },
];

/** Why a message cannot go out then; null when it can. */
export const sendAtProblem = (at: Date, now: Date): 'none' | 'past' | 'far' | null => {
  const aheadMs = at.getTime() - now.getTime();
  if (Number.isNaN(aheadMs)) return 'none';
  if (aheadMs <= 0) return 'past';
  return aheadMs > MAX_AHEAD_MS ? 'far' : null;
};
