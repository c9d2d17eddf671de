import { localizeHref } from '$lib/paraglide/runtime.js';

let isLeaving = false;

/** The login is over: to the sign-in page, which returns to this very place. Drafts stay in the tab. */
export const sessionEnded = (): void => {
  if (isLeaving) return;
  isLeaving = true;
  const next = location.pathname + location.search;
  location.assign(`${localizeHref('/login')}?reason=ended&next=${encodeURIComponent(next)}`);
};
