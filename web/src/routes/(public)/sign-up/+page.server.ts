import { redirect } from '@sveltejs/kit';
import { isLoopback } from '$lib/features/access/visit.ts';
import { isSignUpOpen } from '$lib/server/sign-up-open.ts';
import { mayBeSignedIn, readApi } from '$lib/server/api.ts';
import { localizeHref } from '$lib/paraglide/runtime.js';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  if (mayBeSignedIn(event.request) && (await readApi(event, '/api/user')) !== null) {
    redirect(303, localizeHref('/dashboard'));
  }
  const invitation = event.url.searchParams.get('invitation');
  return { invitation, isOpen: isSignUpOpen(event) || invitation !== null, isLocal: isLoopback(event.url) };
};
