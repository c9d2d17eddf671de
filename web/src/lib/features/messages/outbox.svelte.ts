import type { Message } from '@waqtor/contracts';
import { sendMedia, sendText } from '$lib/api/endpoints.ts';
import { problemOf } from '$lib/api/problem.ts';
import { base64Of, type Attachment } from './attachment.ts';
import { adoptMessage, nowIso, settle, type PendingMessage } from './pending.ts';

type ChatKey = Pick<PendingMessage, 'sessionId' | 'chatId'>;

/** What this tab is sending, over all chats; outlives the thread that is open. */
export class Outbox {
  pending = $state.raw<PendingMessage[]>([]);

  send(chat: ChatKey, text: string, attachment: Attachment | null): void {
    const one: PendingMessage = {
      ...chat,
      key: crypto.randomUUID(),
      text,
      attachment,
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

  discard(key: string): void {
    this.pending = this.pending.filter((one) => one.key !== key);
  }

  adopt(message: Message): void {
    this.pending = adoptMessage(this.pending, message);
  }

  async #deliver({ key, sessionId, chatId, text, attachment }: PendingMessage): Promise<void> {
    try {
      const answer = attachment
        ? await sendMedia(
            {
              sessionId,
              chatId,
              type: attachment.type,
              media: {
                base64: await base64Of(attachment.file),
                ...(attachment.file.type ? { mimetype: attachment.file.type } : {}),
              },
              filename: attachment.file.name,
              ...(text === '' ? {} : { caption: text }),
            },
            key,
          )
        : await sendText({ sessionId, chatId, text }, key);
      this.pending = settle(this.pending, key, answer);
    } catch (error) {
      const problem = problemOf(error);
      this.pending = this.pending.map((one) =>
        one.key === key
          ? {
              ...one,
              state: 'failed',
              problem: `${problem.title} ${problem.detail}`.trim(),
              isUnanswered: problem.isNetwork || problem.status >= 500,
            }
          : one,
      );
    }
  }
}
