import { eventSchema, MAX_EVENT_BYTES, type WaqtorEvent } from '@waqtor/contracts';

export type EventVerdict =
  | { ok: true; event: WaqtorEvent; /** The event as text, to be stored as it is. */ json: string }
  | { ok: false; reason: 'malformed' | 'too_large' };

/** UTF-8 bytes of one UTF-16 code unit, at most. */
const MAX_BYTES_PER_UNIT = 3;

/** Bytes on the wire, counted only when the length alone does not decide. */
const exceeds = (text: string, limitBytes: number): boolean => {
  if (text.length > limitBytes) return true;
  if (text.length * MAX_BYTES_PER_UNIT <= limitBytes) return false;
  return new TextEncoder().encode(text).byteLength > limitBytes;
};

/**
 * May this event enter the log? The catalogue is open (an unknown type of the right shape is taken); position fields
 * that a producer filled are dropped, because only the log assigns them.
 */
export const judgeEvent = (candidate: unknown): EventVerdict => {
  const parsed = eventSchema.safeParse(candidate);
  if (!parsed.success) return { ok: false, reason: 'malformed' };
  const { logId: _logId, seq: _seq, ...event } = parsed.data;
  const json = JSON.stringify(event);
  return exceeds(json, MAX_EVENT_BYTES) ? { ok: false, reason: 'too_large' } : { ok: true, event, json };
};
