/** Key ids that were told, newest last; a page keeps far fewer unread ones. */
const MAX_HEARD = 5_000;

/** Compares what arrived in the page with what it told us of (S-8): the page's socket alone says nothing about that. */
export class Ears {
  readonly #heard = new Set<string>();
  #unheard = new Set<string>();
  #isListening = false;

  /** The page told of this message. */
  note(keyId: string): void {
    this.#heard.add(keyId);
    const [oldest] = this.#heard;
    if (this.#heard.size > MAX_HEARD && oldest) this.#heard.delete(oldest);
  }

  /** From now on: what is in the page already counts as told, it is for the backfill. */
  listenFrom(arrived: readonly string[]): void {
    arrived.forEach((keyId) => this.note(keyId));
    this.#unheard = new Set();
    this.#isListening = true;
  }

  /** True when a message was not told at two looks in a row; at the first one it may be on its way. */
  areDeafTo(arrived: readonly string[]): boolean {
    if (!this.#isListening) {
      this.listenFrom(arrived);
      return false;
    }
    const unheard = arrived.filter((keyId) => !this.#heard.has(keyId));
    const isDeaf = unheard.some((keyId) => this.#unheard.has(keyId));
    this.#unheard = new Set(unheard);
    return isDeaf;
  }

  /** The page is loaded anew. */
  cover(): void {
    this.#isListening = false;
  }
}
