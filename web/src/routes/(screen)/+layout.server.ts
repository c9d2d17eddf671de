import { requireMember } from '$lib/server/require-member.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => ({ user: await requireMember(event) });
