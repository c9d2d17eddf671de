import type { LinkedSession } from './linked-session.ts';
import type { Product } from './product.ts';
import { until } from './condition.ts';
import { ResumingClient } from './resuming-client.ts';

const EVERY_MS = 250;
const ARRIVES_WITHIN_MS = 30_000;

/** A healthy session that hears a numbered message again and again while something is done to its neighbour. */
export class Bystander {
  readonly #session: LinkedSession;
  readonly #from: string;
  readonly #client: ResumingClient;
  readonly #series: string;
  #said = 0;
  #timer: NodeJS.Timeout | null = null;
  #speaking: Promise<unknown> = Promise.resolve();

  constructor(product: Product, session: LinkedSession, from: string, series: string) {
    this.#session = session;
    this.#from = from;
    this.#series = series;
    this.#client = new ResumingClient(product.dev, ['messages', 'sessions']);
  }

  async start(): Promise<void> {
    await until('the bystander to be live', () => this.#client.isLive);
    this.#timer = setInterval(() => {
      const body = `${this.#series} ${this.#said++}`;
      this.#speaking = this.#speaking.then(() => this.#session.hear(this.#from, body));
    }, EVERY_MS);
  }

  /** Bodies as they came, in the order of their events. */
  get heard(): string[] {
    return this.#client.events
      .filter(({ type, sessionId }) => type === 'message.received' && sessionId === this.#session.id)
      .map(({ data }) => String(data.body))
      .filter((body) => body.startsWith(`${this.#series} `));
  }

  /** Statuses other than ready that it was told of itself. */
  get disturbances(): string[] {
    return this.#client.events
      .filter(({ type, sessionId }) => type === 'session.status' && sessionId === this.#session.id)
      .map(({ data }) => String(data.status))
      .filter((status) => status !== 'ready');
  }

  get gaps(): unknown[] {
    return this.#client.gaps;
  }

  /** Ends the messages and waits until the last one came; answers what was said. */
  async stop(): Promise<string[]> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#speaking;
    const said = Array.from({ length: this.#said }, (_, index) => `${this.#series} ${index}`);
    await until('the last message of the bystander', () => this.heard.length >= said.length, ARRIVES_WITHIN_MS);
    this.#client.close();
    return said;
  }
}
