import { type Control, type ShownGroup, controlOf } from '../../../session-host/simulator/control-client.ts';
import type { LinkedSession } from './linked-session.ts';
import type { Product } from './product.ts';

/** The people of the product's simulated network: what they write, vote, type and do in groups. */
export const peopleOf = (product: Product): Control => controlOf(product.dev.simulator.url);

/** A group of the session and people who get their accounts here; the first of them is its administrator. */
export class SimulatedGroup {
  readonly id: string;
  /** Everybody but the session. */
  readonly phones: readonly string[];
  readonly people: Control;

  private constructor(people: Control, { id }: ShownGroup, phones: readonly string[]) {
    this.people = people;
    this.id = id;
    this.phones = phones;
  }

  static async of(
    product: Product,
    session: LinkedSession,
    subject: string,
    phones: readonly [string, ...string[]],
  ): Promise<SimulatedGroup> {
    const people = peopleOf(product);
    for (const phone of phones) await people.account(phone, `Member ${phone.slice(-3)}`);
    const [founder, ...others] = phones;
    return new SimulatedGroup(people, await people.group(subject, [session.phone, ...others], founder), phones);
  }

  /** Ids that each of the others got, in order: for an exactly-once check over all of them. */
  async delivered(): Promise<Map<string, string[]>> {
    const entries = this.phones.map(async (phone): Promise<[string, string[]]> => {
      const messages = await this.people.delivered(phone);
      return [phone, messages.filter(({ to }) => to === this.id).map(({ id }) => id)];
    });
    return new Map(await Promise.all(entries));
  }
}
