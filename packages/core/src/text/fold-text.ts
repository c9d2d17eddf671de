// replaced by room's at the merge
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase();
