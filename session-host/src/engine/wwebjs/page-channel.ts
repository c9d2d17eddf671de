import type { Page } from 'puppeteer';
import { EngineBroken } from '../engine.ts';
import type { PageAnswer, PageEvent, PageOrder, PageReport, PageWindow } from './page-window.ts';

declare const window: PageWindow;

/** The function of the page through which it reports; known to installPageReports. */
const BINDING = 'waqtorReport';

/**
 * Calls into the page and what it tells, in batches: all calls of one turn are one message to the browser, and the
 * page answers when it has answers, together with its events. A call by itself costs several trips through the
 * browser's process, which is what bounds the sends of a second.
 */
export class PageChannel {
  readonly #onEvent: (event: PageEvent) => void;
  readonly #pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #waiting: PageOrder[] = [];
  #page: Page | null = null;
  #no = 0;
  #ended: EngineBroken | null = null;

  constructor(onEvent: (event: PageEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Before the page goes to its address: from then on it may report. */
  async open(page: Page): Promise<void> {
    this.#page = page;
    const session = await page.createCDPSession();
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === BINDING) this.#read(payload);
    });
    // A navigation to another document: who was asked is gone, with all that it was about to answer.
    session.on('Runtime.executionContextsCleared', () => this.#rejectAll(new EngineBroken('the page went away')));
    // Without `enable` the binding would not come back after a navigation.
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: BINDING });
  }

  /** Rejects with EngineBroken when the page throws, goes away, or the browser ends; never by itself at a deadline. */
  call(name: PageOrder['name'], args: unknown): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const n = ++this.#no;
    return new Promise((resolve, reject) => {
      this.#pending.set(n, { resolve, reject });
      if (this.#waiting.push({ n, name, args }) === 1) setImmediate(() => this.#flush());
    });
  }

  /** Nobody will answer any more. */
  end(error: EngineBroken): void {
    this.#ended ??= error;
    this.#rejectAll(error);
  }

  #flush(): void {
    const orders = this.#waiting;
    this.#waiting = [];
    if (!this.#page || this.#ended) return;
    this.#page
      .evaluate((given) => window.WaQtorOrders?.(given) ?? false, orders)
      .then((isTaken) => {
        if (!isTaken) throw new Error('The page does not know our calls.');
      })
      .catch((cause: unknown) => {
        for (const { n } of orders) this.#take(n)?.reject(new EngineBroken('call into the page', { cause }));
      });
  }

  #read(payload: string): void {
    for (const report of JSON.parse(payload) as PageReport[]) {
      if (report.t === 'answer') this.#settle(report);
      else this.#onEvent(report);
    }
  }

  #settle({ n, value, failure }: PageAnswer): void {
    const call = this.#take(n);
    if (failure === undefined) call?.resolve(value);
    else call?.reject(new EngineBroken('call into the page', { cause: new Error(failure) }));
  }

  #take(n: number) {
    const call = this.#pending.get(n);
    this.#pending.delete(n);
    return call;
  }

  #rejectAll(error: EngineBroken): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
