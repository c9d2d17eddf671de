/** Votes that are remembered; the room knows a repeat by its time all the same. */
const MAX_TOLD = 5_000;

/** The page writes a vote into its table anew at each sync: it is told once per start. */
export class ToldVotes {
  readonly #told = new Set<string>();

  isNew(pollKeyId: string, voterId: string, atMs: number): boolean {
    const key = `${pollKeyId} ${voterId} ${atMs}`;
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    const [oldest] = this.#told;
    if (this.#told.size > MAX_TOLD && oldest) this.#told.delete(oldest);
    return true;
  }
}
