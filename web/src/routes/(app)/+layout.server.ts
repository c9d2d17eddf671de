import type { CurrentUser, SessionState } from '@waqtor/contracts';
import { redirect } from '@sveltejs/kit';
import { isMember } from '$lib/api/member.ts';
import { readApi } from '$lib/server/api.ts';
import { localizeHref } from '$lib/paraglide/runtime.js';
import type { LayoutServerLoad } from './$types';

/** Every page of the dashboard: who is signed in, and the state of the default session for the first paint. */
export const load: LayoutServerLoad = async (event) => {
  const [user, session] = await Promise.all([
    readApi<CurrentUser>(event, '/api/user'),
    readApi<SessionState>(event, '/api/session/state'),
  ]);
  if (user === null) {
    // Untracked: the load must not run again for every page that is opened.
    const next = event.untrack(() => event.url.pathname + event.url.search);
    redirect(303, `${localizeHref('/login')}?next=${encodeURIComponent(next)}`);
  }
  if (!isMember(user)) redirect(303, localizeHref('/workspaces/new'));
  return { user, session };
};
