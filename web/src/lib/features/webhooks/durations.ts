/** `211 ms`, `1.4 s`, `10.0 s`: always read from left to right. */
export const formatMs = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** `15:04:26` in the reader's time zone: attempts are seconds apart. */
export const formatClock = (iso: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(iso));

/** `03:42`, above an hour `4:59:10`; nothing is left: `00:00`. */
export const countdown = (deadlineMs: number, nowMs: number): string => {
  const seconds = Math.max(0, Math.ceil((deadlineMs - nowMs) / 1_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
};
