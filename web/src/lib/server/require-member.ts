import type { CurrentUser } from '@waqtor/contracts';
import { redirect, type ServerLoadEvent } from '@sveltejs/kit';
import { isMember, type CurrentMember } from '$lib/api/member.ts';
import { localizeHref } from '$lib/paraglide/runtime.js';
import { readApi } from './api.ts';

type Visit = Pick<ServerLoadEvent, 'request' | 'platform' | 'url' | 'locals' | 'untrack'>;

/** Who is signed in and works in a workspace; everybody else is sent to where they can begin, and back afterwards. */
export const requireMember = async (event: Visit): Promise<CurrentMember> => {
  const user = await readApi<CurrentUser>(event, '/api/user');
  if (user === null) {
    // Untracked: the load must not run again for every page that is opened.
    const next = event.untrack(() => event.url.pathname + event.url.search);
    redirect(303, `${localizeHref('/login')}?next=${encodeURIComponent(next)}`);
  }
  if (!isMember(user)) redirect(303, localizeHref('/workspaces/new'));
  return user;
};
