import type { SessionState } from '@waqtor/contracts';
import { readApi } from '$lib/server/api.ts';
import { requireMember } from '$lib/server/require-member.ts';
import type { LayoutServerLoad } from './$types';

/** Every page of the dashboard: who is signed in, and the state of the default session for the first paint. */
export const load: LayoutServerLoad = async (event) => {
  const [user, session] = await Promise.all([requireMember(event), readApi<SessionState>(event, '/api/session/state')]);
  return { user, session };
};
