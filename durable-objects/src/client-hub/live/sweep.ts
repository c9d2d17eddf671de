import { HUB_SILENCE_LIMIT_MS } from '@waqtor/contracts';
import type { LiveSide } from './live-side.ts';

/** Closes silent sockets; armed only while sockets exist (H-7). */
export const SWEEP_JOB = 'sweep';

/** A sweep is never sooner than this, so that sockets which fall silent one by one are closed together. */
const MIN_SWEEP_MS = 5_000;

/** Closes what was silent too long; answers when to look again, undefined without sockets. */
export const sweep = (side: Pick<LiveSide, 'connections' | 'counters'>, now: number): number | undefined => {
  let nextMs = Number.POSITIVE_INFINITY;
  for (const connection of side.connections.all()) {
    const silentMs = now - side.connections.lastSeenAt(connection);
    if (silentMs < HUB_SILENCE_LIMIT_MS) {
      nextMs = Math.min(nextMs, HUB_SILENCE_LIMIT_MS - silentMs);
      continue;
    }
    // 1001: a client that was only asleep reconnects after a jitter (H-12).
    connection.close('silent');
    side.connections.forget(connection.ws);
    side.counters.count('disconnections');
  }
  return Number.isFinite(nextMs) ? Math.max(MIN_SWEEP_MS, nextMs) : undefined;
};
