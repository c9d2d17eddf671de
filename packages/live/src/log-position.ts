import type { ServerFrame, WaqtorEvent } from '@waqtor/contracts';

/** A place in the event log: everything up to `seq` of `logId` is known. */
export interface LogPosition {
  logId: string;
  seq: number;
}

/**
 * Does a hub whose log is at `lastSeq` have a client's position? Not when it is of another log, and not when it lies
 * beyond the end: a restored backup has the id of the log, but another future.
 */
export const isKnownPosition = (position: LogPosition, logId: string, lastSeq: number): boolean =>
  position.logId === logId && position.seq <= lastSeq;

type EventsFrame = Extract<ServerFrame, { type: 'events' }>;

/**
 * What a frame brings to a client that stands at `seq`. Events already known are left out; `missed` when frames are
 * lacking before this one: nothing of the log is taken from it then, the client resumes from where it stands.
 */
export const takeEvents = (
  seq: number,
  frame: EventsFrame,
): { kind: 'taken' | 'missed'; events: WaqtorEvent[]; seq: number } => {
  if (frame.prev > seq) return { kind: 'missed', events: frame.events.filter(isEphemeral), seq };
  const events = frame.events.filter((event) => event.seq === undefined || event.seq > seq);
  return { kind: 'taken', events, seq: Math.max(seq, frame.upTo) };
};

const isEphemeral = (event: WaqtorEvent): boolean => event.seq === undefined;

export interface Gap {
  from: number;
  to: number;
}

/**
 * What a gap of the same log means to a client that stands at `seq`: null when it knows all of it (told twice), `missed`
 * when frames are lacking before it, else the part that is new.
 */
export const takeGap = (seq: number, { from, to }: Gap): Gap | 'missed' | null => {
  if (to <= seq) return null;
  return from > seq + 1 ? 'missed' : { from: Math.max(from, seq + 1), to };
};
