/**
 * One turn of the event loop: rows that it writes are committed together at its end, and only then leaves what it
 * said. So nothing is told that a killed process would not remember, at the price of one commit for all of it.
 */
export class Turn {
  readonly #commit: () => void;
  readonly #toSend = new Set<() => void>();
  #ended: Promise<void> | null = null;
  #isClosed = false;

  constructor(commit: () => void) {
    this.#commit = commit;
  }

  /** Something was written or is to be said in this turn. */
  begin(): void {
    this.#ended ??= new Promise((resolve) => {
      setImmediate(() => {
        if (!this.#isClosed) this.end();
        resolve();
      });
    });
  }

  /** Runs `send` after the commit; the same function once a turn. */
  afterwards(send: () => void): void {
    this.#toSend.add(send);
    this.begin();
  }

  /** Resolves when everything so far is committed and said. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  end(): void {
    this.#ended = null;
    this.#commit();
    const toSend = [...this.#toSend];
    this.#toSend.clear();
    for (const send of toSend) send();
  }

  /** Ends the turn now, and keeps what was written while it said its last; nothing is committed afterwards. */
  close(): void {
    this.end();
    this.#commit();
    this.#isClosed = true;
  }
}
