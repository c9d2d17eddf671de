import type { MessageStatus, Outcome } from '@waqtor/contracts';

/** Where an outgoing message stands. `ack` is the highest level seen: 0 none or pending, 1 sent … 4 played. */
export interface Standing {
  status: MessageStatus;
  ack: number;
  /** Why it failed, expired or is unknown; null otherwise. */
  code: string | null;
}

/** Something learnt about an outgoing message. */
export type ProgressSignal =
  | { kind: 'ack'; level: number }
  | { kind: 'outcome'; result: Outcome['result']; code: string | null }
  | { kind: 'expired' };

export type ProgressEvent = 'message.sent' | 'message.delivered' | 'message.read' | 'message.failed';

export interface Progress {
  next: Standing;
  /** Each level once and in order, also when acks were skipped; `status` is the one that the event tells. */
  events: { type: ProgressEvent; status: MessageStatus; code: string | null }[];
}

const LEVELS = [
  { status: 'pending', event: null },
  { status: 'sent', event: 'message.sent' },
  { status: 'delivered', event: 'message.delivered' },
  { status: 'read', event: 'message.read' },
  { status: 'played', event: null },
] as const satisfies readonly { status: MessageStatus; event: ProgressEvent | null }[];

const UNDECIDED: readonly MessageStatus[] = ['queued', 'pending', 'unknown'];

const raise = (from: Standing, level: number): Progress | null => {
  const top = LEVELS[Math.min(level, LEVELS.length - 1)];
  if (!top || level <= from.ack) return null;
  const passed = LEVELS.slice(from.ack + 1, level + 1);
  return {
    next: { status: top.status, ack: Math.min(level, LEVELS.length - 1), code: null },
    events: passed.flatMap(({ event, status }) => (event ? [{ type: event, status, code: null }] : [])),
  };
};

const give = (from: Standing, status: 'failed' | 'expired' | 'unknown', code: string): Progress | null => {
  if (!UNDECIDED.includes(from.status) || from.status === status) return null;
  return { next: { ...from, status, code }, events: [{ type: 'message.failed', status, code }] };
};

const wait = (from: Standing, liftable: readonly MessageStatus[]): Progress | null =>
  liftable.includes(from.status) ? { next: { ...from, status: 'pending', code: null }, events: [] } : null;

/**
 * M-4: what a signal changes, or null when it tells nothing new. Monotonic: an ack ≥ 1 is WhatsApp's own word and
 * lifts every status below it (also `unknown` and `failed`); nothing ever takes a level back.
 */
export const progressOf = (from: Standing, signal: ProgressSignal): Progress | null => {
  switch (signal.kind) {
    case 'expired':
      return from.status === 'queued' ? give(from, 'expired', 'message_expired') : null;
    case 'ack':
      if (signal.level < 0) return give(from, 'failed', 'engine_refused');
      // A pending ack that comes after `unknown` is an old one: only an outcome may say that it waits after all.
      return signal.level === 0 ? wait(from, ['queued']) : raise(from, signal.level);
    case 'outcome':
      return ofOutcome(from, signal.result, signal.code);
  }
};

const ofOutcome = (from: Standing, result: Outcome['result'], code: string | null): Progress | null => {
  switch (result) {
    case 'sent':
      return raise(from, 1);
    case 'handed_over':
      return wait(from, ['queued', 'unknown']);
    case 'failed':
      return code === 'message_expired' ? give(from, 'expired', code) : give(from, 'failed', code ?? 'engine_refused');
    case 'unknown':
    case 'done':
      return give(from, 'unknown', 'outcome_unknown');
  }
};
