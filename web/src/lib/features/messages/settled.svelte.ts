/** What a reader barely notices, and a server does (300 ms). */
const QUIET_MS = 300;

/** A value that is typed, once nothing was typed for a moment. Make it in a component. */
export class Settled<T> {
  #value = $state.raw() as T;

  constructor(read: () => T) {
    this.#value = read();
    $effect(() => {
      const next = read();
      const timer = setTimeout(() => (this.#value = next), QUIET_MS);
      return () => clearTimeout(timer);
    });
  }

  get value(): T {
    return this.#value;
  }
}
