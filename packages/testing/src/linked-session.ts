import { until } from './condition.ts';
import type { WireContent } from '../../../session-host/simulator/network/protocol.ts';
import type { Product } from './product.ts';
import { peopleOf } from './simulated-group.ts';

interface State {
  sessionId: string;
  status: string;
  reason: { code: string } | null;
  qr: string | null;
  hostId: string | null;
}

/** A session of the product on a simulated phone of its own. */
export class LinkedSession {
  readonly id: string;
  readonly phone: string;
  readonly #product: Product;

  constructor(product: Product, id: string, phone: string) {
    this.#product = product;
    this.id = id;
    this.phone = phone;
  }

  async state(): Promise<State> {
    return (await this.#product.api<State>('GET', `/api/sessions/${this.id}`)).body;
  }

  order(order: 'start' | 'stop' | 'restart' | 'logout'): Promise<unknown> {
    return this.#product.api('POST', `/api/sessions/${this.id}/${order}`);
  }

  async scan(deadlineMs = 45_000): Promise<void> {
    await this.#product.simulator('POST', '/accounts', { phone: this.phone, name: `Shop ${this.phone.slice(-3)}` });
    // A code may have been replaced between reading and scanning it.
    await until(
      'a code to scan and its scan',
      async () => {
        const { status, qr } = await this.state();
        if (status === 'ready') return true;
        if (!qr) return false;
        await this.#product.simulator('POST', `/accounts/${this.phone}/scan`, { qr });
        return true;
      },
      deadlineMs,
    );
    await this.untilStatus('ready', deadlineMs);
  }

  untilStatus(status: string, deadlineMs = 45_000): Promise<State> {
    return until(
      `the session to be ${status}`,
      async () => {
        const state = await this.state();
        return state.status === status ? state : null;
      },
      deadlineMs,
      50,
    );
  }

  /** Somebody writes to the number. */
  hear(from: string, body: string): Promise<unknown> {
    return this.#product.simulator('POST', '/messages', { from, to: this.phone, type: 'text', body });
  }

  /** Somebody sends a location, contact cards or a poll to the number. */
  hearContent(from: string, content: WireContent): Promise<{ id: string }> {
    return peopleOf(this.#product).say({ from, to: this.phone, content });
  }

  /** Somebody answers a poll of ours; `options` are places from 0 or the titles. */
  hearVote(pollKeyId: string, from: string, options: (number | string)[]): Promise<unknown> {
    return peopleOf(this.#product).vote(pollKeyId, from, options);
  }
}

/** One more session, created by the API and linked by its code. */
export const addLinkedSession = async (product: Product, phone: string): Promise<LinkedSession> => {
  const created = await product.api<State>('POST', '/api/sessions', { name: `Shop ${phone.slice(-3)}` });
  if (created.status !== 201) throw new Error(`The API answered ${created.status} to a new session.`);
  const session = new LinkedSession(product, created.body.sessionId, phone);
  await session.scan();
  return session;
};
