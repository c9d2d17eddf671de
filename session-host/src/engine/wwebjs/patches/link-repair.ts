import type { PageCalls } from '../page-window.ts';
import type { ClientPatch } from './patch.ts';

export type LinkState = Awaited<ReturnType<PageCalls['state']>>;

/** A patch that looks at the page every half second until the session is authenticated. */
export interface LinkRepair extends ClientPatch {
  /** For one start: answers what to run inside the page now, or null. */
  create(): (state: LinkState) => (() => void) | null;
}
