import type { TimelineEntry } from '@waqtor/contracts';

export interface TimelineDay {
  /** A moment of the day, for its heading. */
  at: string;
  entries: TimelineEntry[];
}

/** Entries, newest first, by the calendar day of the reader's time zone. */
export const timelineDays = (entries: readonly TimelineEntry[]): TimelineDay[] => {
  const days: TimelineDay[] = [];
  let last = '';
  for (const entry of entries) {
    const day = new Date(entry.at).toDateString();
    if (day !== last) days.push({ at: entry.at, entries: [] });
    days.at(-1)?.entries.push(entry);
    last = day;
  }
  return days;
};
