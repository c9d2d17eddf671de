import { HUB_CREDIT_BYTES, HUB_CREDIT_DEADLINE_MS } from '@waqtor/contracts';

/**
 * Replies that are no events (`state`, errors) still go out over the limit, up to here: a peer that asks and never
 * reads is closed before it has cost 1 MiB (H-10), the largest frame on its way included.
 */
export const HARD_CREDIT_BYTES = HUB_CREDIT_BYTES + 256 * 1024;

/** Frames are remembered together up to this size: a ledger is at most some fifty entries. */
const ENTRY_BYTES = 16 * 1024;

/** What must survive hibernation. */
export interface CreditState {
  /** Bytes sent and not acknowledged. */
  unacked: number;
  /** Since when, epoch ms, the limit is reached without an ack; null while it is not. */
  overSince: number | null;
}

/**
 * Bytes on their way to one client (H-10): workerd does not say how much of what was sent was read, so that the client
 * does. An ack of position `seq` releases every frame that told positions up to it.
 */
export class CreditLedger {
  #entries: { seq: number; bytes: number }[] = [];
  #unacked = 0;
  #overSince: number | null;
  /** Highest position acknowledged since a wake-up or a step back. */
  #ackedSeq = -1;

  /** After a wake-up all that was unacknowledged hangs on the last position told. */
  constructor(state: CreditState, sentSeq: number) {
    this.#overSince = state.overSince;
    if (state.unacked > 0) this.#add(sentSeq, state.unacked);
  }

  get state(): CreditState {
    return { unacked: this.#unacked, overSince: this.#overSince };
  }
  get unacked(): number {
    return this.#unacked;
  }
  /** Nothing more of the log is sent. */
  get isOver(): boolean {
    return this.#unacked >= HUB_CREDIT_BYTES;
  }
  /** Nothing at all is sent any more. */
  get isSpent(): boolean {
    return this.#unacked >= HARD_CREDIT_BYTES;
  }

  /** A frame of `bytes` left, after which the client was told position `seq`. */
  sent(seq: number, bytes: number, now: number): void {
    this.#add(seq, bytes);
    if (this.isOver) this.#overSince ??= now;
  }

  /** The client stands at `seq`. */
  acked(seq: number, now: number): void {
    let kept = 0;
    while (kept < this.#entries.length && (this.#entries[kept]?.seq ?? 0) <= seq) {
      this.#unacked -= this.#entries[kept]?.bytes ?? 0;
      kept += 1;
    }
    this.#entries.splice(0, kept);
    if (!this.isOver) this.#overSince = null;
    // Also in the middle of a frame, which is released at its end: a program that is slow is not one that stands still.
    else if (seq > this.#ackedSeq) this.#overSince = now;
    this.#ackedSeq = Math.max(this.#ackedSeq, seq);
  }

  /** The client goes back to `seq`: what is on its way is released by the first ack from there on, not by going back. */
  rewound(seq: number): void {
    this.#ackedSeq = Math.min(this.#ackedSeq, seq);
    if (this.#unacked > 0) this.#entries = [{ seq, bytes: this.#unacked }];
  }

  /** When the connection is to be closed unless something is acknowledged, epoch ms; null while it is under the limit. */
  get deadline(): number | null {
    return this.#overSince === null ? null : this.#overSince + HUB_CREDIT_DEADLINE_MS;
  }

  #add(seq: number, bytes: number): void {
    this.#unacked += bytes;
    const last = this.#entries.at(-1);
    if (last && (last.bytes + bytes <= ENTRY_BYTES || last.seq >= seq)) {
      last.bytes += bytes;
      last.seq = Math.max(last.seq, seq);
    } else {
      this.#entries.push({ seq, bytes });
    }
  }
}
