import { type Moment, momentOf } from './lease-clock.ts';
import type { Clock } from '../clock.ts';

/**
 * When each lease was last asked for. An answer counts from its question on: one that lay unread (a process that was
 * stopped, a machine that slept) is as old as that, and the fleet may have granted the session to another host since.
 */
export class LeaseAsks {
  readonly #clock: Clock;
  readonly #asked = new Map<string, Moment>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A question that waits for its answer already is not asked later by being asked again. */
  asked(sessionIds: readonly string[]): void {
    const now = momentOf(this.#clock);
    for (const sessionId of sessionIds) if (!this.#asked.has(sessionId)) this.#asked.set(sessionId, now);
  }

  /** From when on the lease of this frame counts: from the question, or from now where none was asked. */
  answered(sessionId: string): Moment {
    const since = this.#asked.get(sessionId) ?? momentOf(this.#clock);
    this.#asked.delete(sessionId);
    return since;
  }

  /** No question of before is answered any more (the link went down). */
  forget(): void {
    this.#asked.clear();
  }
}
