import { switchWorkspace } from '$lib/api/access.ts';
import { forgetDrafts } from '$lib/drafts.ts';
import { localizeHref } from '$lib/paraglide/runtime.js';

/** After the login's workspace changed. A full load: nothing of the former one stays in this tab. */
export const openPresentWorkspace = (): void => {
  forgetDrafts();
  location.assign(localizeHref('/dashboard'));
};

export const enterWorkspace = async (id: string): Promise<void> => {
  await switchWorkspace(id);
  openPresentWorkspace();
};
