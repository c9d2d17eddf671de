import type { CommandPayload, HostFact, Outcome } from '@waqtor/contracts';
import type { ChatActions } from '../engine/chat-actions.ts';

/** Commands that are one call of the engine, which may be repeated at will. */
export type ActPayload = Extract<
  CommandPayload,
  { kind: 'react' | 'edit' | 'delete' | 'archive' | 'block' | 'mark_seen' | 'check_numbers' | 'group_info' }
>;
/** The value of the outcome, and what is to be told before it. */
export interface ActResult {
  value: Outcome['value'];
  fact: HostFact | null;
}
const NOTHING: ActResult = { value: null, fact: null };

export const performAct = async (engine: ChatActions, payload: ActPayload, signal: AbortSignal): Promise<ActResult> => {
  switch (payload.kind) {
    case 'react':
      await engine.react(payload.waMessageId, payload.emoji, signal);
      return NOTHING;
    case 'edit':
      await engine.edit(payload.waMessageId, payload.text, signal);
      return NOTHING;
    case 'delete':
      await engine.remove(payload.waMessageId, payload.for, signal);
      return NOTHING;
    case 'archive':
      await engine.archive(payload.chatId, payload.isArchived, signal);
      return NOTHING;
    case 'block':
      await engine.block(payload.chatId, payload.isBlocked, signal);
      return NOTHING;
    case 'mark_seen':
      await engine.markSeen(payload.chatId, signal);
      return NOTHING;
    case 'check_numbers':
      return { value: { results: await engine.checkNumbers(payload.phones, signal) }, fact: null };
    case 'group_info':
      return { value: null, fact: await engine.groupInfo(payload.chatId, signal) };
  }
};
