const SENT = Buffer.from('"sentUs":');
const NUMBER = Buffer.from('"n":');

/** Reads digits from `at` on. */
const digits = (frame: Buffer, at: number): number => {
  let value = 0;
  for (let index = at; index < frame.length; index++) {
    const digit = (frame[index] as number) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
};

/**
 * Calls `mark` for each event of traffic.ts in a frame, without parsing it: JSON.parse of everything would make the
 * measuring client the slowest part of what is measured.
 */
export const eachMark = (frame: Buffer, mark: (n: number, sentUs: number) => void): void => {
  for (let at = frame.indexOf(SENT); at >= 0; at = frame.indexOf(SENT, at + SENT.length)) {
    const sentUs = digits(frame, at + SENT.length);
    mark(digits(frame, frame.indexOf(NUMBER, at) + NUMBER.length), sentUs);
  }
};

/** `prev` and `upTo` of an `events` frame, read from its end. Frames of the hub begin with their type. */
export const positionsOf = (frame: Buffer): { prev: number; upTo: number } | null => {
  if (!frame.subarray(0, 16).equals(EVENTS_HEAD)) return null;
  const tail = /"prev":(\d+),"upTo":(\d+)\}$/.exec(frame.subarray(-80).toString('latin1'));
  return tail && { prev: Number(tail[1]), upTo: Number(tail[2]) };
};
const EVENTS_HEAD = Buffer.from('{"type":"events"');
