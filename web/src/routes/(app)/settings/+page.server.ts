import { redirect } from '@sveltejs/kit';
import { localizeHref } from '$lib/paraglide/runtime.js';

export const load = (): never => redirect(307, localizeHref('/settings/general'));
