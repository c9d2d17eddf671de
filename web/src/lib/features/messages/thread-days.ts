import { daysAgo } from '$lib/i18n/format.ts';

export interface Day<T> {
  /** Time of its first item. */
  at: string;
  items: T[];
}

/** Items, oldest first, by calendar day of the reader. */
export const byDay = <T>(items: readonly T[], timeOf: (item: T) => string, now = new Date()): Day<T>[] => {
  const days: Day<T>[] = [];
  let current: number | null = null;
  for (const item of items) {
    const at = timeOf(item);
    const day = daysAgo(at, now);
    if (day !== current) days.push({ at, items: [] });
    current = day;
    days.at(-1)?.items.push(item);
  }
  return days;
};
