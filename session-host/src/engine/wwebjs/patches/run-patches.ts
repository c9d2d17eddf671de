import type { PageWindow } from '../page-window.ts';
import type { LibrarySource, PagePatch, PatchOutcome, PatchState } from './patch.ts';

declare const window: PageWindow;

type Runnable = Pick<PagePatch, 'id' | 'isInPage' | 'apply' | 'holds'>;

/** Runs INSIDE the page. A patch that throws anywhere does not fit; the others go on. */
export const runInPage = (patches: Runnable[]): PatchOutcome[] => {
  // The library may be attached twice to one page: what is in place stays.
  const states = (window.WaQtorPatches ??= {});
  const stateOf = ({ isInPage, apply, holds }: Runnable): PatchState => {
    try {
      if (!isInPage()) return 'not_needed';
      apply();
      return holds() ? 'applied' : 'failed';
    } catch {
      return 'failed';
    }
  };
  return patches.map((patch) => {
    const state = states[patch.id] === 'applied' ? 'applied' : stateOf(patch);
    states[patch.id] = state;
    return { id: patch.id, state };
  });
};

/** The expression that applies the patches in the page; one text, for the page's own rules forbid it to evaluate any. */
export const patchExpression = (patches: readonly PagePatch[], library: LibrarySource): string => {
  const runnable = patches
    .filter((patch) => patch.isInLibrary(library))
    .map(
      ({ id, isInPage, apply, holds }) =>
        `{id: ${JSON.stringify(id)}, isInPage: ${isInPage}, apply: ${apply}, holds: ${holds}}`,
    );
  return `(${runInPage})([${runnable.join(',')}])`;
};
