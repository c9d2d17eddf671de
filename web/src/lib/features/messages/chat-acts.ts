import type { Chat } from '@waqtor/contracts';
import { archiveChat, assignChat, blockChat, handOver, resolveChat } from '$lib/api/inbox.ts';
import { problemOf } from '$lib/api/problem.ts';
import type { Inbox } from '$lib/inbox/inbox.svelte.ts';
import * as m from '$lib/paraglide/messages.js';
import { chatName } from './chat-name.ts';
import type { Desk } from './desk.svelte.ts';

/** What is done to a chat: shown at once, put back when it is refused, taken back by Undo. */
export class ChatActs {
  readonly #desk: Desk;
  readonly #inbox: Inbox;

  constructor(desk: Desk, inbox: Inbox) {
    this.#desk = desk;
    this.#inbox = inbox;
  }

  async archive(chat: Chat, isArchived = true): Promise<void> {
    if (!(await this.#do(chat, { isArchived }, () => archiveChat(chat, isArchived)))) return;
    const name = chatName(chat).text;
    this.#desk.toasts.offer({
      text: isArchived ? m.inbox_archived({ name }) : m.inbox_unarchived({ name }),
      undo: () => void this.#do(chat, { isArchived: !isArchived }, () => archiveChat(chat, !isArchived)),
    });
  }

  async resolve(chat: Chat, isResolved = true): Promise<void> {
    if (!(await this.#do(chat, { isResolved }, () => resolveChat(chat, isResolved))) || !isResolved) return;
    this.#desk.toasts.offer({ text: m.inbox_resolved(), undo: () => void this.resolve(chat, false) });
  }

  async block(chat: Chat, isBlocked: boolean): Promise<void> {
    await this.#do(chat, { isBlocked }, () => blockChat(chat, isBlocked));
  }

  async assign(chat: Chat, userId: string | null): Promise<void> {
    await this.#do(chat, { assignedTo: userId }, () => assignChat(chat, userId));
  }

  /** 0 gives the chat back to the bot. */
  async handOver(chat: Chat, minutes: number): Promise<void> {
    const handoverUntil = minutes === 0 ? null : new Date(Date.now() + minutes * 60_000).toISOString();
    await this.#do(chat, { handoverUntil }, () => handOver(chat, minutes));
  }

  async #do(chat: Chat, change: Partial<Chat>, act: () => Promise<Chat>): Promise<boolean> {
    const { isArchived = false, isResolved = false, isBlocked = false, assignedTo = null, handoverUntil = null } = chat;
    this.#inbox.patch(chat, change);
    try {
      this.#inbox.put(await act());
      return true;
    } catch (error) {
      this.#inbox.patch(chat, { isArchived, isResolved, isBlocked, assignedTo, handoverUntil });
      this.#desk.toasts.tell(problemOf(error).title, true);
      return false;
    }
  }
}
