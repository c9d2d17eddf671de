import type { TypingState } from './protocol.ts';

/** What was typed to an account lately; of use only now, so it is kept in memory alone. */
const MAX_KEPT = 200;

export interface TypingSeen {
  from: string;
  /** A phone or a group. */
  to: string;
  state: TypingState;
}

export class TypingBoard {
  #seen: TypingSeen[] = [];

  note(typing: TypingSeen): void {
    this.#seen = [...this.#seen, typing].slice(-MAX_KEPT);
  }
  /** Oldest first. */
  to = (peer: string): TypingSeen[] => this.#seen.filter(({ to }) => to === peer);
}
