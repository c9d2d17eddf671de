import type { HostFactOf } from '@waqtor/contracts';

const ASK_WITHIN_MS = 15_000;
/** Groups of which it was told; one that is forgotten is told of once more. */
const MAX_TOLD = 5_000;

/** Tells of each group once per start, when it is first met, and again when something changed that no notice carries. */
export class GroupBook {
  readonly #ask: (chatId: string, signal: AbortSignal) => Promise<HostFactOf<'group'>>;
  readonly #emit: (fact: HostFactOf<'group'>) => void;
  readonly #told = new Set<string>();

  constructor(
    ask: (chatId: string, signal: AbortSignal) => Promise<HostFactOf<'group'>>,
    emit: (fact: HostFactOf<'group'>) => void,
  ) {
    this.#ask = ask;
    this.#emit = emit;
  }

  /** Returns at once: a message of the group does not wait for it. */
  meet(chatId: string): void {
    if (!this.#told.has(chatId)) this.tell(chatId);
  }

  tell(chatId: string): void {
    this.#told.add(chatId);
    const [oldest] = this.#told;
    if (this.#told.size > MAX_TOLD && oldest) this.#told.delete(oldest);
    this.#ask(chatId, AbortSignal.timeout(ASK_WITHIN_MS)).then(
      (fact) => this.#emit(fact),
      // Not now: the next message of the group is another chance.
      () => this.#told.delete(chatId),
    );
  }
}
