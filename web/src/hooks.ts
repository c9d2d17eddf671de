import type { Reroute } from '@sveltejs/kit';
import { deLocalizeUrl } from '$lib/paraglide/runtime.js';

/** `/ar/messages` and `/en/messages` are one route. */
export const reroute: Reroute = ({ url }) => deLocalizeUrl(url).pathname;
