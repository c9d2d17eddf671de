import { abortable } from '../abortable.ts';
import { ChatOrder } from '../chat-order.ts';
import { EngineBroken, EngineRefusal } from '../engine.ts';
import type { OutboundSend, SentMessage } from '../engine.ts';
import type { AckBoard } from './ack-board.ts';
import type { BrowserSession } from './browser-session.ts';
import { sendOrderOf } from './send-order.ts';

/** Key ids of own sends that are kept, so that their echo is not told as somebody's message. */
const MAX_OWN_KEYS = 10_000;

/** Own sends through the page: each key id at most once at a time here, and at most once ever in the page's store. */
export class OwnSends {
  readonly #browser: BrowserSession;
  readonly #acks: AckBoard;
  readonly #sending = new Map<string, Promise<SentMessage>>();
  readonly #keys = new Set<string>();
  /** Reading a medium takes time, in which a text of the same chat must not overtake it. */
  readonly #order = new ChatOrder();

  constructor(browser: BrowserSession, acks: AckBoard) {
    this.#browser = browser;
    this.#acks = acks;
    browser.dead.addEventListener('abort', () => acks.giveUp(), { once: true });
  }

  /** True for key ids that were put out here. */
  has = (keyId: string): boolean => this.#keys.has(keyId);

  send(message: OutboundSend, signal: AbortSignal): Promise<SentMessage> {
    const running = this.#sending.get(message.keyId);
    if (running) return abortable(running, signal, 'send');
    const sending = this.#send(message, signal).finally(() => this.#sending.delete(message.keyId));
    this.#sending.set(message.keyId, sending);
    return sending;
  }

  async #send(message: OutboundSend, signal: AbortSignal): Promise<SentMessage> {
    const order = await this.#order.run(message.payload.chatId, () => sendOrderOf(message));
    this.#remember(message.keyId);
    const network = this.#acks.watch(message.keyId, signal);
    try {
      const answer = await this.#browser.call('send', order, signal);
      if (answer.result === 'refused') throw new EngineRefusal(answer.code);
      if (answer.result === 'uncertain') throw new EngineBroken('send', { cause: new Error(answer.what) });
      const ack = answer.sent.ack !== 0 ? answer.sent.ack : ((await network.answer) ?? 0);
      return { waMessageId: answer.sent.waMessageId, ack, wasPresent: answer.result === 'present' };
    } finally {
      network.forget();
    }
  }

  #remember(keyId: string): void {
    this.#keys.add(keyId);
    const [oldest] = this.#keys;
    if (this.#keys.size > MAX_OWN_KEYS && oldest) this.#keys.delete(oldest);
  }
}
