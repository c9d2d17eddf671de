/** Lets a send wait for the network's answer to its key id, which comes as an event of the library. */
export class AckBoard {
  readonly #watchers = new Map<string, Set<(ack: number | null) => void>>();

  /** No ack will come any more: every waiting send goes on without. */
  giveUp(): void {
    for (const watchers of [...this.#watchers.values()]) for (const watcher of [...watchers]) watcher(null);
  }

  note(keyId: string, ack: number): void {
    for (const watcher of [...(this.#watchers.get(keyId) ?? [])]) watcher(ack);
  }

  /**
   * Begins to listen now, before the send, so that a quick answer is not missed. `answer` resolves with the first ack
   * other than 0, or with null when the signal fires.
   */
  watch(keyId: string, signal: AbortSignal): { answer: Promise<number | null>; forget: () => void } {
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const watchers = this.#watchers.get(keyId) ?? new Set();
    const watcher = (ack: number | null) => {
      if (ack !== 0) resolve(ack);
    };
    const onAbort = () => resolve(null);
    watchers.add(watcher);
    this.#watchers.set(keyId, watchers);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    return {
      answer: promise,
      forget: () => {
        signal.removeEventListener('abort', onAbort);
        watchers.delete(watcher);
        if (watchers.size === 0) this.#watchers.delete(keyId);
      },
    };
  }
}
