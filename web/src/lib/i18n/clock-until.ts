/** `02:41` until a deadline; `00:00` when it is over. */
export const clockUntil = (deadlineMs: number, nowMs: number): string => {
  const seconds = Math.max(0, Math.ceil((deadlineMs - nowMs) / 1_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
};

/** Whole seconds until a deadline, never below zero. */
export const secondsUntil = (deadlineMs: number, nowMs: number): number =>
  Math.max(0, Math.ceil((deadlineMs - nowMs) / 1_000));
