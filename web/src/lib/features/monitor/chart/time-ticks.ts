const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The spans of the page, in hours, as the API takes them. */
export const SPANS = [1, 24, 168] as const;
export type Span = (typeof SPANS)[number];

export const spanMs = (span: Span): number => span * HOUR_MS;

/** The next full step at or after a moment, in the reader's time zone: midnight there is no multiple of UTC hours. */
const firstTick = (fromMs: number, span: Span): Date => {
  const first = new Date(fromMs);
  first.setSeconds(0, 0);
  if (span === 1) first.setMinutes(Math.ceil(first.getMinutes() / 15) * 15);
  else if (span === 24) first.setHours(Math.ceil((first.getHours() + first.getMinutes() / 60) / 6) * 6, 0);
  else first.setHours(24, 0);
  if (first.getTime() < fromMs) advance(first, span);
  return first;
};

/** By the calendar and not by milliseconds, so that days stay at midnight when clocks change. */
const advance = (tick: Date, span: Span): void => {
  if (span === 1) tick.setMinutes(tick.getMinutes() + 15);
  else if (span === 24) tick.setHours(tick.getHours() + 6);
  else tick.setDate(tick.getDate() + 1);
};

/** Where the time axis is labelled (epoch ms): each quarter of an hour, each 6 hours, or each midnight. */
export const timeTicks = (toMs: number, span: Span): number[] => {
  const ticks: number[] = [];
  for (const tick = firstTick(toMs - spanMs(span), span); tick.getTime() <= toMs; advance(tick, span)) {
    ticks.push(tick.getTime());
  }
  return ticks;
};
