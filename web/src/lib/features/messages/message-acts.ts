import type { Message } from '@waqtor/contracts';
import { cancelMessage, deleteMessage, editMessage, reactTo, send } from '$lib/api/messages.ts';
import { problemOf } from '$lib/api/problem.ts';
import * as m from '$lib/paraglide/messages.js';
import type { Desk } from './desk.svelte.ts';
import { resendOf } from './resend.ts';
import type { Thread } from './thread-query.svelte.ts';

/** WhatsApp takes an edit for so long after sending. */
const EDITABLE_MS = 15 * 60_000;
const SENT = ['sent', 'delivered', 'read', 'played'];

/** What a person may do with a message now. */
export const rightsOn = (message: Message, canSend: boolean, nowMs: number) => {
  const isOurs = message.direction === 'outbound';
  const isThere = !message.deletedAt && message.type !== 'system';
  const isSent = !isOurs || SENT.includes(message.status);
  return {
    canAnswer: canSend && isThere && isSent,
    canCopy: isThere && message.body !== '',
    canEdit:
      canSend &&
      isThere &&
      isOurs &&
      SENT.includes(message.status) &&
      message.type === 'text' &&
      nowMs - Date.parse(message.timestamp) < EDITABLE_MS,
    canDeleteForAll: canSend && isThere && isOurs && SENT.includes(message.status),
    canCancel: canSend && isOurs && message.status === 'queued',
    canResend:
      canSend && isOurs && (message.status === 'failed' || message.status === 'expired') && resendOf(message) !== null,
  };
};

/** What is done to messages of one thread. Nothing throws: a refusal is told by a toast. */
export class MessageActs {
  readonly #desk: Desk;
  readonly #thread: Thread;
  /** Messages that are taken away for us, while it can still be undone. */
  readonly #hide: (messageId: string, isHidden: boolean) => void;

  constructor(desk: Desk, thread: Thread, hide: (messageId: string, isHidden: boolean) => void) {
    this.#desk = desk;
    this.#thread = thread;
    this.#hide = hide;
  }

  /** The same again takes it back. */
  react(message: Message, emoji: string): Promise<void> {
    const own = message.reactions?.find(({ contactId }) => contactId === null)?.emoji;
    return this.#change(() => reactTo(message.id, own === emoji ? '' : emoji));
  }
  edit(message: Message, text: string): Promise<void> {
    return this.#change(() => editMessage(message.id, text));
  }
  cancel(message: Message): Promise<void> {
    return this.#change(() => cancelMessage(message.id));
  }
  deleteForEveryone(message: Message): Promise<void> {
    return this.#change(() => deleteMessage(message.id, 'everyone'));
  }

  /** Gone at once, deleted when the offer to undo is over. */
  deleteForMe(message: Message): void {
    this.#hide(message.id, true);
    this.#desk.toasts.offer({
      text: m.inbox_deleted_for_me(),
      undo: () => this.#hide(message.id, false),
      commit: () =>
        void deleteMessage(message.id, 'me').then(
          () => this.#thread.remove(message.id),
          (error: unknown) => {
            this.#hide(message.id, false);
            this.#desk.toasts.tell(problemOf(error).title, true);
          },
        ),
    });
  }

  async copy(message: Message): Promise<void> {
    try {
      await navigator.clipboard.writeText(message.body);
      this.#desk.toasts.tell(m.inbox_copied());
    } catch {
      // Refused by the browser (no permission, no secure context): the text stays selectable.
      this.#desk.toasts.tell(m.account_copy_failed(), true);
    }
  }

  async resend(message: Message): Promise<void> {
    const again = resendOf(message);
    if (again === null) return;
    if (again.kind === 'text') return this.#desk.outbox.send(message, again.text, null);
    try {
      await send(message, again, {}, crypto.randomUUID());
    } catch (error) {
      this.#desk.toasts.tell(problemOf(error).title, true);
    }
  }

  async #change(act: () => Promise<Message | undefined>): Promise<void> {
    try {
      const message = await act();
      if (message) this.#thread.put(message);
    } catch (error) {
      const { title, detail } = problemOf(error);
      this.#desk.toasts.tell(`${title} ${detail}`.trim(), true);
    }
  }
}
