import type { MonitorSnapshot } from '@waqtor/contracts';

/** How long the hub keeps them (H-14). */
const KEPT_MS = 7 * 24 * 3_600_000;
/** One every 5 minutes; where two are missing, the line is broken. */
export const GAP_MS = 12 * 60_000;
const HOUR_MS = 3_600_000;

/** Both, oldest first, each moment once, none older than is kept. The same array when nothing is new. */
export const mergeSnapshots = (
  known: readonly MonitorSnapshot[],
  read: readonly MonitorSnapshot[],
): readonly MonitorSnapshot[] => {
  const times = new Set(known.map(({ at }) => at));
  const fresh = read.filter(({ at }) => !times.has(at));
  if (fresh.length === 0) return known;
  const all = [...known, ...fresh].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const newestMs = Date.parse(all.at(-1)!.at);
  return all.filter(({ at }) => newestMs - Date.parse(at) <= KEPT_MS);
};

/** With a null wherever the hub told nothing for longer than it should. */
export const withGaps = (snapshots: readonly MonitorSnapshot[]): (MonitorSnapshot | null)[] =>
  snapshots.flatMap((snapshot, index) => {
    const before = snapshots[index - 1];
    const isBroken = before !== undefined && Date.parse(snapshot.at) - Date.parse(before.at) > GAP_MS;
    return isBroken ? [null, snapshot] : [snapshot];
  });

/** Newest first, for the table: as they are, or by the hour of the reader (connections: the most; the rest: sums). */
export const rowsOf = (snapshots: readonly MonitorSnapshot[], isHourly: boolean): MonitorSnapshot[] => {
  if (!isHourly) return snapshots.toReversed();
  const hours = new Map<number, MonitorSnapshot>();
  for (const snapshot of snapshots) {
    const hourMs = Math.floor(Date.parse(snapshot.at) / HOUR_MS) * HOUR_MS;
    const sum = hours.get(hourMs);
    hours.set(hourMs, sum ? added(sum, snapshot) : { ...snapshot, at: new Date(hourMs).toISOString() });
  }
  return [...hours.values()].reverse();
};

const added = (sum: MonitorSnapshot, one: MonitorSnapshot): MonitorSnapshot => ({
  at: sum.at,
  connections: Math.max(sum.connections, one.connections),
  bufferedBytes: Math.max(sum.bufferedBytes, one.bufferedBytes),
  received: sum.received + one.received,
  broadcasts: sum.broadcasts + one.broadcasts,
  errors: sum.errors + one.errors,
  refusals: sum.refusals + one.refusals,
});
