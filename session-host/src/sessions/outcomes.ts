import type { Command, ErrorCode, Outcome } from '@waqtor/contracts';
import type { SentMessage } from '../engine/engine.ts';

const outcome = (command: Command, rest: Partial<Outcome> & Pick<Outcome, 'result'>): Outcome => ({
  commandId: command.id,
  code: null,
  waMessageId: null,
  value: null,
  ...rest,
});

export const failed = (command: Command, code: ErrorCode): Outcome => outcome(command, { result: 'failed', code });

export const unknown = (command: Command): Outcome => outcome(command, { result: 'unknown', code: 'outcome_unknown' });

export const done = (command: Command, value: Outcome['value'] = null): Outcome =>
  outcome(command, { result: 'done', value });

/** A message that is in the page's store: its ack says how far it came. */
export const present = (command: Command, message: SentMessage): Outcome => {
  const { waMessageId, ack } = message;
  if (ack < 0) return outcome(command, { result: 'failed', code: 'engine_refused', waMessageId });
  return outcome(command, { result: ack === 0 ? 'handed_over' : 'sent', waMessageId });
};

export const hasExpired = (command: Command, nowMs: number): boolean =>
  command.notAfter !== null && Date.parse(command.notAfter) <= nowMs;
