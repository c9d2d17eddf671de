import type { Command } from '@waqtor/contracts';
import type { Clock } from '../clock.ts';

/** Chats that are served at the same time; within a chat commands run one after the other. */
const MAX_PARALLEL_LANES = 16;
const EXPIRY_CHECK_MS = 1_000;

/** Commands that touch the same chat share a lane; the order of one chat is the order of dispatch. */
export const laneOf = (command: Command): string =>
  'chatId' in command.payload ? command.payload.chatId : `other:${command.id}`;

export interface LaneHandlers {
  /** May lanes start? */
  isOpen: () => boolean;
  /** `again`: no outcome yet; the command goes first in its lane when lanes may start again. */
  run: (command: Command) => Promise<'done' | 'again'>;
  /** Looks whether a waiting command has run out of time; true when it got its outcome. */
  expire: (command: Command) => boolean;
}

/** Waiting and running commands of one session. Memory only: after a restart it is filled from the inbox. */
export class CommandLanes {
  readonly #clock: Clock;
  readonly #handlers: LaneHandlers;
  readonly #waiting = new Map<string, Command[]>();
  readonly #running = new Set<string>();
  #cancelCheck: (() => void) | null = null;
  #isStopped = false;

  constructor(clock: Clock, handlers: LaneHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  get size(): number {
    let size = this.#running.size;
    for (const lane of this.#waiting.values()) size += lane.length;
    return size;
  }

  add(command: Command): void {
    const key = laneOf(command);
    const lane = this.#waiting.get(key);
    if (lane) lane.push(command);
    else this.#waiting.set(key, [command]);
    this.pump();
    this.#watchExpiry();
  }

  /** Starts what may start. */
  pump(): void {
    if (this.#isStopped) return;
    for (const key of this.#waiting.keys()) {
      if (this.#running.size >= MAX_PARALLEL_LANES || !this.#handlers.isOpen()) return;
      if (!this.#running.has(key)) void this.#runNext(key);
    }
  }

  /** Takes out the waiting commands that match; running ones are left alone. */
  take(matches: (command: Command) => boolean): Command[] {
    const taken: Command[] = [];
    for (const [key, lane] of this.#waiting) {
      const rest = lane.filter((command) => !matches(command) || (taken.push(command), false));
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
    const command = lane?.shift();
    if (!lane || !command) return;
    if (lane.length === 0) this.#waiting.delete(key);
    this.#running.add(key);
    let result: 'done' | 'again' = 'again';
    try {
      result = await this.#handlers.run(command);
    } finally {
      this.#running.delete(key);
      if (result === 'again') this.#putBack(key, command);
      this.pump();
      this.#watchExpiry();
    }
  }

  #putBack(key: string, command: Command): void {
    const lane = this.#waiting.get(key);
    if (lane) lane.unshift(command);
    else this.#waiting.set(key, [command]);
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
