import type { CurrentUser, Workspace } from '@waqtor/contracts';
import { redirect } from '@sveltejs/kit';
import { readApi } from '$lib/server/api.ts';
import { localizeHref } from '$lib/paraglide/runtime.js';
import type { PageServerLoad } from './$types';

/** For people who are signed in, with or without a workspace. */
export const load: PageServerLoad = async (event) => {
  const [user, workspaces] = await Promise.all([
    readApi<CurrentUser>(event, '/api/user'),
    readApi<{ data: Workspace[] }>(event, '/api/workspaces'),
  ]);
  if (user === null) redirect(303, `${localizeHref('/login')}?next=${encodeURIComponent(event.url.pathname)}`);
  return { email: user.email, workspaces: workspaces?.data ?? [] };
};
