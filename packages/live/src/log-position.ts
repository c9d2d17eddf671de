import type { ServerFrame, WaqtorEvent } from '@waqtor/contracts';

/** A place in the event log: everything up to `seq` of `logId` is known. */
export interface LogPosition {
  logId: string;
  seq: number;
}

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
