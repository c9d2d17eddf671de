import { isLoopback } from '$lib/features/access/visit.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ isLocal: isLoopback(url) });
