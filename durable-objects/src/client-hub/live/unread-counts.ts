import { INTERNAL_HEADERS, type Principal } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { countUnread } from '@waqtor/db/queries/notifications';
import type { ObjectsEnv } from '../../env.ts';
import { logError } from '../../shared/log.ts';
import type { LiveSide } from './live-side.ts';

/** A number that was read or told is taken as true for so long: a thousand pages that come back ask D1 once each. */
const FRESH_MS = 5_000;
/** Readers remembered; the one not asked for longest goes. */
const MAX_READERS = 5_000;

/** How many notifications each reader has unread, for `state` frames. D1 knows; this spares it the same question. */
export class UnreadCounts {
  readonly #env: Pick<ObjectsEnv, 'DB'>;
  readonly #known = new Map<string, { unread: number; at: number }>();

  constructor(env: Pick<ObjectsEnv, 'DB'>) {
    this.#env = env;
  }

  /** 0 for a key, which has no notifications, and for a person of whom nothing was read yet. */
  known({ kind, id }: Principal): number {
    return kind === 'user' ? (this.#known.get(id)?.unread ?? 0) : 0;
  }

  isFresh({ kind, id }: Principal, now: number): boolean {
    const known = this.#known.get(id);
    return kind !== 'user' || (known !== undefined && now - known.at < FRESH_MS);
  }

  learn(userId: string, unread: number, now: number): void {
    this.#known.delete(userId);
    this.#known.set(userId, { unread, at: now });
    if (this.#known.size <= MAX_READERS) return;
    const oldest = this.#known.keys().next().value;
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  forget(userId: string): void {
    this.#known.delete(userId);
  }

  /** Never rejects: a socket must open though D1 is away, and the page asks the API for the number too. */
  async read(principal: Principal): Promise<void> {
    if (this.isFresh(principal, Date.now())) return;
    const { id: userId, workspaceId } = principal;
    try {
      const unread = await countUnread(openDatabase(this.#env.DB), { userId, workspaceId });
      this.learn(userId, unread, Date.now());
    } catch (error) {
      logError('Unread notifications could not be counted.', error);
    }
  }
}

/** Before a socket is taken, so that its first `state` frame is right. */
export const readUnreadOf = async (side: Pick<LiveSide, 'unread'>, upgrade: Request): Promise<void> => {
  const stated = upgrade.headers.get(INTERNAL_HEADERS.principal);
  if (stated !== null) await side.unread.read(JSON.parse(stated) as Principal);
};
