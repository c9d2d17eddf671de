/**
 * Values kept in memory for a moment, to spare asking for them again: at most `maxEntries`, none older than `ttlMs`.
 * What was put first goes first. Holds nothing that must survive; `now` is epoch milliseconds.
 */
export class RecentValues<T> {
  readonly #maxEntries: number;
  readonly #ttlMs: number;
  /** In the order of `staleAt`: every value lives equally long, and one that is put again moves to the end. */
  readonly #entries = new Map<string, { value: T; staleAt: number }>();

  constructor(options: { maxEntries: number; ttlMs: number }) {
    this.#maxEntries = options.maxEntries;
    this.#ttlMs = options.ttlMs;
  }

  get(key: string, now: number): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.staleAt > now) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  put(key: string, value: T, now: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, staleAt: now + this.#ttlMs });
    if (this.#entries.size <= this.#maxEntries) return;
    const oldest = this.#entries.keys().next().value;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }
}
