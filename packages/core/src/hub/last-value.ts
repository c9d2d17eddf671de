import { EVENT_CATALOG, isEventType, type WaqtorEvent } from '@waqtor/contracts';

/**
 * What an ephemeral event tells the last value of: type, session and the fields that its definition names. Null for
 * one that stands for itself.
 */
export const lastValueKey = (event: Pick<WaqtorEvent, 'type' | 'sessionId' | 'data'>): string | null => {
  if (!isEventType(event.type)) return null;
  const { lastValueOf } = EVENT_CATALOG[event.type];
  if (lastValueOf === undefined) return null;
  return JSON.stringify([
    event.type,
    event.sessionId ?? null,
    ...lastValueOf.map((field) => event.data[field] ?? null),
  ]);
};

/** H-11: of the entries that tell the same last value only the last one stays, at its own place. */
export const lastValuesOnly = <T extends { lastValueKey: string | null }>(entries: readonly T[]): T[] => {
  const seen = new Set<string>();
  const kept: T[] = [];
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as T;
    if (entry.lastValueKey !== null) {
      if (seen.has(entry.lastValueKey)) continue;
      seen.add(entry.lastValueKey);
    }
    kept.push(entry);
  }
  return kept.reverse();
};
