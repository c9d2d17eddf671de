import type { SendBudget } from '@waqtor/contracts';
import type { CommandRecord } from '../record/command-record.ts';
import type { Room } from '../room.ts';
import { laneStateOf, readBudget, writeLaneState } from './budget-record.ts';
import { nextDay } from './expected-at.ts';
import { grant, type Lane } from './grant.ts';

const LANES: readonly Lane[] = ['reply', 'api', 'campaign'];

/** What the budget lets out in one go: lanes that have to wait are held, and say until when. */
export class BudgetGate {
  readonly #room: Room;
  readonly #now: number;
  readonly #budget: SendBudget;
  #dispatchedToday: number;
  readonly #held = new Map<Lane, number>();

  constructor(room: Room, now: number) {
    this.#room = room;
    this.#now = now;
    const { budget, dispatchedToday } = readBudget(room, now);
    this.#budget = budget;
    this.#dispatchedToday = dispatchedToday;
  }

  /** False holds the lane of this command back; true took one grant. Commands that send nothing always pass. */
  lets({ lane: given }: Pick<CommandRecord, 'lane'>): boolean {
    if (given === null) return true;
    const lane = given as Lane;
    if (this.#held.has(lane)) return false;
    const { dailyCap, lanes } = this.#budget;
    if (dailyCap !== null && this.#dispatchedToday >= dailyCap) {
      for (const each of LANES) this.#held.set(each, nextDay(this.#now));
      return false;
    }
    const pace = lanes[lane] ?? null;
    if (pace !== null) {
      const granted = grant(pace, laneStateOf(this.#room, lane), this.#now, Math.random());
      if (granted.kind === 'notBefore') {
        this.#held.set(lane, granted.at);
        return false;
      }
      writeLaneState(this.#room, lane, granted.theoreticalAt);
    }
    this.#dispatchedToday += 1;
    return true;
  }

  get heldLanes(): Lane[] {
    return [...this.#held.keys()];
  }

  /** When the first held lane may go on, epoch ms; null while none is held. */
  get heldUntil(): number | null {
    return this.#held.size === 0 ? null : Math.min(...this.#held.values());
  }
}
