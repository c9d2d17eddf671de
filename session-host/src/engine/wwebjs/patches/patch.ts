/** What docs/reference/compat.md tells of a patch, in plain words. */
interface Described {
  id: string;
  /** What goes wrong without it. */
  breaks: string;
  /** Version or date from which it is known. */
  since: string;
  /** Where it was reported or seen. */
  source: string;
  /** What it is put around. */
  appliedTo: string;
  /** When it leaves things alone. */
  offWhen: string;
}

/** The library as it is installed: its source text tells whether it still has a fault. Empty = the place is gone. */
export interface LibrarySource {
  version: string;
  /** What it runs at the start of a page. */
  inject: string;
  downloadMedia: string;
  /** Everything that it puts into the page as `window.WWebJS`. */
  injected: string;
}

/**
 * A fault of the page that the library was not made for, mended inside the page each time the library has been put
 * into it. The three functions run INSIDE the page: their source text is sent there, so they use nothing from outside.
 */
export interface PagePatch extends Described {
  where: 'page';
  isInLibrary: (library: LibrarySource) => boolean;
  isInPage: () => boolean;
  apply: () => void;
  /** Asked after `apply`: false = the patch does not fit this page. */
  holds: () => boolean;
}

/** A fault of the library alone, mended around its client; `isInLibrary` switches that on. */
export interface ClientPatch extends Described {
  where: 'client';
  isInLibrary: (library: LibrarySource) => boolean;
}
export type Patch = PagePatch | ClientPatch;

/** Known to be broken, in a part of the library that nothing of ours calls. */
export interface NotUsed {
  id: string;
  breaks: string;
  source: string;
  reason: string;
}

export type PatchState = 'applied' | 'not_needed' | 'failed';
export interface PatchOutcome {
  id: string;
  state: PatchState;
}
