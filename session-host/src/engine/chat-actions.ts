import type { HostFactOf, NumberCheck } from '@waqtor/contracts';

/**
 * What a linked account does beside sending. Each is repeated at will: what is so already stays so, without a word to
 * anybody. Rejects with EngineRefusal where WhatsApp does not allow it, and with EngineBroken where nobody knows.
 */
export interface ChatActions {
  /** `not_found`: the page does not have the message. */
  react(waMessageId: string, emoji: string, signal: AbortSignal): Promise<void>;
  markSeen(chatId: string, signal: AbortSignal): Promise<void>;
  /** Own texts and captions, for 15 minutes; `message_not_changeable` after that. */
  edit(waMessageId: string, text: string, signal: AbortSignal): Promise<void>;
  /** `everyone`: own messages, for two days. `me`: any message, and one that is gone is removed. */
  remove(waMessageId: string, whose: 'everyone' | 'me', signal: AbortSignal): Promise<void>;
  /** Shown to the other side for some 25 s. */
  typing(chatId: string, state: HostFactOf<'typing'>['state'], signal: AbortSignal): Promise<void>;
  archive(chatId: string, isArchived: boolean, signal: AbortSignal): Promise<void>;
  /** People alone; a group is `unsupported`. */
  block(chatId: string, isBlocked: boolean, signal: AbortSignal): Promise<void>;
  /** In the order asked; bare digits. */
  checkNumbers(phones: readonly string[], signal: AbortSignal): Promise<NumberCheck[]>;
  /** Asked of WhatsApp anew. A group that we left has nobody in it and `isMember: false`. */
  groupInfo(chatId: string, signal: AbortSignal): Promise<HostFactOf<'group'>>;
}
