import { forgettableKey } from '$lib/drafts.ts';
import { emptyDraft, KINDS, type InteractiveDraft } from './interactive-draft.ts';

export interface KeptDraft {
  draft: InteractiveDraft;
  /** Epoch ms. */
  savedAtMs: number;
}
const keyOf = (workspaceId: string): string => forgettableKey(`interactive ${workspaceId}`);

/** What was put aside in this browser; null when nothing was, or it is of another shape. */
export const readKept = (workspaceId: string): KeptDraft | null => {
  try {
    const read = JSON.parse(localStorage.getItem(keyOf(workspaceId)) ?? 'null') as Partial<KeptDraft> | null;
    if (!read?.draft || !KINDS.includes(read.draft.kind)) return null;
    return { draft: { ...emptyDraft(), ...read.draft }, savedAtMs: Number(read.savedAtMs) };
  } catch {
    // Storage is off, or holds what an older version wrote: begin anew.
    return null;
  }
};
/** False: the browser keeps nothing. */
export const keep = (workspaceId: string, kept: KeptDraft): boolean => {
  try {
    localStorage.setItem(keyOf(workspaceId), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
};
export const dropKept = (workspaceId: string): void => {
  try {
    localStorage.removeItem(keyOf(workspaceId));
  } catch {
    // Storage is off: there is nothing to drop.
  }
};
