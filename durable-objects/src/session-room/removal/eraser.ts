import { logError } from '../../shared/log.ts';
import type { Room } from '../room.ts';
import { handOver } from './remove.ts';
import { entomb } from './tombstone.ts';

/** So long `remove` waits for the rest to be taken; after that the alarm goes on with it. */
export const ERASE_WITHIN_MS = 10_000;
const ERASE_AGAIN_MS = 30_000;

/** Erases a removed room, single-flight: its alarm and the caller of `remove` may want it at the same time. */
export class Eraser {
  #running: Promise<boolean> | null = null;

  /** True when all is erased; false when the alarm is to try again. Never throws. */
  erase(room: Room): Promise<boolean> {
    this.#running ??= this.#attempt(room).finally(() => (this.#running = null));
    return this.#running;
  }

  /** The same, for a caller that has only so much time. */
  async eraseWithin(room: Room, ms: number): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isLate = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), ms);
    });
    try {
      return await Promise.race([this.erase(room), isLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #attempt(room: Room): Promise<boolean> {
    try {
      await handOver(room);
    } catch (error) {
      logError('A removed session could not be erased yet; it is tried again.', error, { sessionId: room.sessionId });
      await room.ctx.storage.setAlarm(Date.now() + ERASE_AGAIN_MS);
      return false;
    }
    await entomb(room.ctx.storage);
    return true;
  }
}
