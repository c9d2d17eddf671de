import { redirect } from '@sveltejs/kit';
import { mayBeSignedIn, readApi } from '$lib/server/api.ts';
import { localizeHref } from '$lib/paraglide/runtime.js';
import type { PageServerLoad } from './$types';

/** D-1: whoever is signed in goes on to the dashboard. */
export const load: PageServerLoad = async (event) => {
  if (mayBeSignedIn(event.request) && (await readApi(event, '/api/user')) !== null)
    redirect(303, localizeHref('/dashboard'));
};
