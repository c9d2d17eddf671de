/** The mark of an event that tells what was missed and found later (S-8); nothing where it was told at once. */
export const foundLater = (isBackfilled = false): { backfilled?: true } => (isBackfilled ? { backfilled: true } : {});
