import { isLoopback, tokenOf } from '$lib/features/access/visit.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ token: tokenOf(url), isLocal: isLoopback(url) });
