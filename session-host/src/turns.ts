/** Work on one key is done one after the other, in the order of asking; one key never waits for another. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Settles as `work` does; what failed before it does not keep it from its turn. */
  take(key: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const last = turn
      .catch(() => undefined) // the caller has it
      .finally(() => {
        if (this.#last.get(key) === last) this.#last.delete(key);
      });
    this.#last.set(key, last);
    return turn;
  }

  /** Resolves when all that was asked for until now has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
