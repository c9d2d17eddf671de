import { isLoopback, tokenOf } from '$lib/features/access/visit.ts';
import { mayBeSignedIn, readApi } from '$lib/server/api.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
  token: tokenOf(event.url),
  isLocal: isLoopback(event.url),
  isSignedIn: mayBeSignedIn(event.request) && (await readApi(event, '/api/user')) !== null,
});
