/** One refusal may be about one receiver; so many in a row are about this account. */
const REFUSALS_IN_A_ROW = 3;

/**
 * Tells from what became of own messages whether the account may write: the page says that a message was refused and
 * keeps the reason to itself.
 */
export class RestrictionWatch {
  readonly #onChange: (isRestricted: boolean) => void;
  /** Refused key ids since the last accepted message; an outcome and an ack may tell of the same one. */
  readonly #refused = new Set<string>();
  #isRestricted = false;

  constructor(onChange: (isRestricted: boolean) => void) {
    this.#onChange = onChange;
  }

  /** `ack` as in WhatsApp: -1 refused, 0 no answer yet, above it accepted. */
  note(keyId: string, ack: number): void {
    if (ack === 0) return;
    if (ack > 0) this.#refused.clear();
    else this.#refused.add(keyId);
    const isRestricted = this.#refused.size >= REFUSALS_IN_A_ROW;
    if (isRestricted === this.#isRestricted) return;
    this.#isRestricted = isRestricted;
    this.#onChange(isRestricted);
  }
}
