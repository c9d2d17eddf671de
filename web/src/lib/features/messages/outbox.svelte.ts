import type { Message, SendResponse } from '@waqtor/contracts';
import { type Outgoing, send, type SendOptions } from '$lib/api/messages.ts';
import { problemOf } from '$lib/api/problem.ts';
import type { Attachment } from './attachment.svelte.ts';
import { adoptMessage, nowIso, settle, type PendingMessage } from './pending.ts';

type ChatKey = Pick<PendingMessage, 'sessionId' | 'chatId'>;

/** What this tab is sending, over all chats; outlives the thread that is open. */
export class Outbox {
  pending = $state.raw<PendingMessage[]>([]);

  send(chat: ChatKey, text: string, attachment: Attachment | null, options: SendOptions = {}): void {
    const one: PendingMessage = {
      ...chat,
      key: crypto.randomUUID(),
      text,
      attachment,
      options,
      createdAt: nowIso(),
      state: 'sending',
      messageId: null,
      problem: null,
      isUnanswered: false,
    };
    this.pending = [...this.pending, one];
    void this.#deliver(one);
  }

  /** Again: under the same key when nobody answered, under a new one when it was refused. */
  resend(key: string): void {
    const failed = this.pending.find((one) => one.key === key && one.state === 'failed');
    if (!failed) return;
    const again: PendingMessage = {
      ...failed,
      key: failed.isUnanswered ? failed.key : crypto.randomUUID(),
      state: 'sending',
      problem: null,
      // A row that the refusal left behind keeps its own bubble.
      messageId: null,
    };
    this.pending = this.pending.map((one) => (one.key === key ? again : one));
    void this.#deliver(again);
  }

  /** An upload that is under way ends with it. */
  discard(key: string): void {
    this.pending.find((one) => one.key === key)?.attachment?.cancel();
    this.pending = this.pending.filter((one) => one.key !== key);
  }

  adopt(message: Message): void {
    this.pending = adoptMessage(this.pending, message);
  }

  async #deliver(one: PendingMessage): Promise<void> {
    try {
      this.pending = settle(this.pending, one.key, await answerTo(one));
    } catch (error) {
      const problem = problemOf(error);
      this.pending = this.pending.map((known) =>
        known.key === one.key
          ? {
              ...known,
              state: 'failed',
              problem: `${problem.title} ${problem.detail}`.trim(),
              isUnanswered: problem.isNetwork || problem.status >= 500,
            }
          : known,
      );
    }
  }
}

const answerTo = async ({ key, text, attachment, options, ...chat }: PendingMessage): Promise<SendResponse> => {
  let out: Outgoing = { kind: 'text', text };
  if (attachment) {
    const { id } = await attachment.upload();
    out = { kind: 'media', mediaId: id, type: attachment.type, caption: text, filename: attachment.file.name };
  }
  return send({ sessionId: chat.sessionId, chatId: chat.chatId }, out, options, key);
};
