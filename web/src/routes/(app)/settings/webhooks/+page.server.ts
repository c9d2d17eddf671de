import { redirect } from '@sveltejs/kit';
import { localizeHref } from '$lib/paraglide/runtime.js';

/** Where one looks for them; the page stands in the navigation under Connect. */
export const load = (): never => redirect(307, localizeHref('/webhooks'));
