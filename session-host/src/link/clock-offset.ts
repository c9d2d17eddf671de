const MINUTE_MS = 60_000;

/** Less than this is no fault of the clock: the edge accepts handshakes some minutes old. */
export const TOLERATED_OFFSET_MS = MINUTE_MS;

/** `offsetMs` above 0: this machine is ahead of the edge. One sentence for the operator, null when nothing is wrong. */
export const clockSentence = (offsetMs: number): string | null => {
  if (Math.abs(offsetMs) < TOLERATED_OFFSET_MS) return null;
  const minutes = Math.round(Math.abs(offsetMs) / MINUTE_MS);
  const amount = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `The clock of this machine is ${amount} ${offsetMs > 0 ? 'ahead' : 'behind'}; set it by NTP.`;
};
