import type { CurrentUser } from '@waqtor/contracts';
import { tokenOf } from '$lib/features/access/visit.ts';
import { mayBeSignedIn, readApi } from '$lib/server/api.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const user = mayBeSignedIn(event.request) ? await readApi<CurrentUser>(event, '/api/user') : null;
  return { token: tokenOf(event.url), email: user?.email ?? null };
};
