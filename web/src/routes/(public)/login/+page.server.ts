import { redirect } from '@sveltejs/kit';
import { isLoopback } from '$lib/features/access/visit.ts';
import { isSignUpOpen } from '$lib/server/sign-up-open.ts';
import { mayBeSignedIn, readApi } from '$lib/server/api.ts';
import { safeNext } from '$lib/safe-next.ts';
import { localizeHref } from '$lib/paraglide/runtime.js';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const next = safeNext(event.url.searchParams.get('next')) ?? localizeHref('/dashboard');
  if (mayBeSignedIn(event.request) && (await readApi(event, '/api/user')) !== null) redirect(303, next);
  return {
    next,
    isEnded: event.url.searchParams.get('reason') === 'ended',
    isSignUpOpen: isSignUpOpen(event),
    isLocal: isLoopback(event.url),
  };
};
