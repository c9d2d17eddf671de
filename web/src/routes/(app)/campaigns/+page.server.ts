import { readGates } from '$lib/server/gates.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = readGates;
