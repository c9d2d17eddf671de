import { signOut } from '$lib/api/endpoints.ts';
import { forgetDrafts } from '$lib/drafts.ts';
import { localizeHref } from '$lib/paraglide/runtime.js';

/** Ends the login and leaves nothing of it in this tab. */
export const leave = async (): Promise<void> => {
  forgetDrafts();
  try {
    await signOut();
  } finally {
    location.assign(localizeHref('/login'));
  }
};
