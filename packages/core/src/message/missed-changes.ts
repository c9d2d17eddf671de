/** A reaction as it is kept: the newest of one person; empty when it was taken back. */
export interface KeptReaction {
  who: string;
  emoji: string;
  atMs: number;
}
/** A reaction as somebody has it now; `atMs` null where nobody says since when. */
export interface SeenReaction {
  who: string;
  emoji: string;
  atMs: number | null;
}

/** The clock of the one who did it may be ahead: nothing is later than the look that found it, or before what it follows. */
const between = (earliestMs: number, atMs: number | null, asOfMs: number): number =>
  Math.max(earliestMs, Math.min(atMs ?? asOfMs, asOfMs));

/**
 * S-8: what became of the reactions to one message while nobody listened. `seen` are those that a look at `asOfMs`
 * found, all of them when `isWhole`: then who is missing has taken theirs back. What was kept after the look counts
 * more than the look. With the changes kept, the same look finds nothing more.
 */
export const missedReactions = (
  kept: readonly KeptReaction[],
  seen: readonly SeenReaction[],
  { asOfMs, isWhole }: { asOfMs: number; isWhole: boolean },
): KeptReaction[] => {
  const known = new Map(kept.map((reaction) => [reaction.who, reaction]));
  // One person has one reaction: of two ids of theirs the page may know both.
  const found = new Map(seen.map((reaction) => [reaction.who, reaction]));
  const isOlder = (who: string): boolean => (known.get(who)?.atMs ?? -Infinity) <= asOfMs;
  const changed = [...found.values()]
    .filter(({ who, emoji }) => isOlder(who) && (known.get(who)?.emoji ?? '') !== emoji)
    .map(({ who, emoji, atMs }) => ({ who, emoji, atMs: between(known.get(who)?.atMs ?? 0, atMs, asOfMs) }));
  const gone = isWhole
    ? [...known.values()].filter(({ who, emoji }) => emoji !== '' && !found.has(who) && isOlder(who))
    : [];
  return [...changed, ...gone.map(({ who }) => ({ who, emoji: '', atMs: asOfMs }))];
};

/** S-8: the edit that was missed, or null. `kept.editedAtMs` null: never edited, as far as is known. */
export const missedEdit = (
  kept: { body: string; editedAtMs: number | null },
  seen: { body: string; atMs: number | null },
  asOfMs: number,
): { body: string; atMs: number } | null => {
  if (seen.body === kept.body || (kept.editedAtMs ?? -Infinity) > asOfMs) return null;
  return { body: seen.body, atMs: between(kept.editedAtMs ?? 0, seen.atMs, asOfMs) };
};
