/**
 * Callers that wait for something to happen, in memory: an RPC that waits keeps the object awake, and one that was
 * cut with the object is repeated by its caller under the same id.
 */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Resolves true as soon as `isDone` holds; false after `waitMs`. Looked at again with each notify of `id`. */
  async until(id: string, waitMs: number, isDone: () => boolean): Promise<boolean> {
    const deadline = Date.now() + waitMs;
    while (!isDone()) {
      const left = deadline - Date.now();
      if (left <= 0) return false;
      await this.#next(id, left);
    }
    return true;
  }

  notify(ids: Iterable<string>): void {
    for (const id of ids) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      for (const wake of waiting ?? []) wake();
    }
  }

  #next(id: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, waiting);
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      waiting.add(wake);
    });
  }
}
