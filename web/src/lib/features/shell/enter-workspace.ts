import { switchWorkspace } from '$lib/api/access.ts';
import { forgetDrafts } from '$lib/drafts.ts';
import { localizeHref } from '$lib/paraglide/runtime.js';

/** Makes another workspace the present one. A full load: nothing of the former one stays in this tab. */
export const enterWorkspace = async (id: string): Promise<void> => {
  await switchWorkspace(id);
  forgetDrafts();
  location.assign(localizeHref('/dashboard'));
};
