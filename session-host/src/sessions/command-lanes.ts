import type { Command } from '@waqtor/contracts';
import type { Clock } from '../clock.ts';

/** Commands without a result at the same time, of all chats together. */
const MAX_IN_FLIGHT = 32;
const EXPIRY_CHECK_MS = 1_000;

/** Commands that touch the same chat share a lane; the order of one chat is the order of dispatch. */
export const laneOf = ({ id, payload }: Command): string => {
  if ('chatId' in payload) return payload.chatId;
  // `<fromMe>_<chat>_<key id>…`: two edits of one message must not change places.
  const chatId = 'waMessageId' in payload ? payload.waMessageId.split('_')[1] : undefined;
  return chatId || `other:${id}`;
};

export interface LaneHandlers {
  /** May lanes start? */
  isOpen: () => boolean;
  /**
   * `again`: no outcome yet; the command takes its old place in its lane for when lanes may start again. `release`
   * lets the next one of the lane start before this one ends: the engine has it and keeps the order from here on.
   */
  run: (command: Command, release: () => void) => Promise<'done' | 'again'>;
  /** Looks whether a waiting command has run out of time; true when it got its outcome. */
  expire: (command: Command) => boolean;
}

interface Entry {
  command: Command;
  /** Place in the order of arrival. */
  place: number;
}

/** Waiting and running commands of one session. Memory only: after a restart it is filled from the inbox. */
export class CommandLanes {
  readonly #clock: Clock;
  readonly #handlers: LaneHandlers;
  readonly #waiting = new Map<string, Entry[]>();
  /** Lanes whose command is not with the engine yet. */
  readonly #taken = new Set<string>();
  #inFlight = 0;
  #lastPlace = 0;
  #cancelCheck: (() => void) | null = null;
  #isStopped = false;

  constructor(clock: Clock, handlers: LaneHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  get size(): number {
    let size = this.#inFlight;
    for (const lane of this.#waiting.values()) size += lane.length;
    return size;
  }

  add(command: Command): void {
    this.#lineUp(laneOf(command), { command, place: ++this.#lastPlace });
    this.pump();
    this.#watchExpiry();
  }

  /** Starts what may start. */
  pump(): void {
    if (this.#isStopped) return;
    for (const key of this.#waiting.keys()) {
      if (this.#inFlight >= MAX_IN_FLIGHT || !this.#handlers.isOpen()) return;
      if (!this.#taken.has(key)) void this.#runNext(key);
    }
  }

  /** Takes out the waiting commands that match; running ones are left alone. */
  take(matches: (command: Command) => boolean): Command[] {
    const taken: Command[] = [];
    for (const [key, lane] of this.#waiting) {
      const rest = lane.filter(({ command }) => !matches(command) || (taken.push(command), false));
      if (rest.length > 0) this.#waiting.set(key, rest);
      else this.#waiting.delete(key);
    }
    return taken;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelCheck?.();
  }

  async #runNext(key: string): Promise<void> {
    const lane = this.#waiting.get(key);
    const entry = lane?.shift();
    if (!lane || !entry) return;
    if (lane.length === 0) this.#waiting.delete(key);
    this.#taken.add(key);
    this.#inFlight += 1;
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      this.#taken.delete(key);
      this.pump();
    };
    let result: 'done' | 'again' = 'again';
    try {
      result = await this.#handlers.run(entry.command, release);
    } finally {
      this.#inFlight -= 1;
      if (result === 'again') this.#lineUp(key, entry);
      release();
      this.pump();
      this.#watchExpiry();
    }
  }

  /** Behind those that came before it, in front of those that came after it. */
  #lineUp(key: string, entry: Entry): void {
    const lane = this.#waiting.get(key) ?? [];
    const at = lane.findLastIndex(({ place }) => place < entry.place) + 1;
    lane.splice(at, 0, entry);
    this.#waiting.set(key, lane);
  }

  #watchExpiry(): void {
    if (this.#cancelCheck || this.#isStopped || this.#waiting.size === 0) return;
    this.#cancelCheck = this.#clock.after(EXPIRY_CHECK_MS, () => {
      this.#cancelCheck = null;
      this.take((command) => this.#handlers.expire(command));
      this.#watchExpiry();
    });
  }
}
