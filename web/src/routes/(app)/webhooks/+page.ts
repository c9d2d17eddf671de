import { requireScope } from '$lib/features/access/require-scope.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => requireScope((await parent()).user, 'webhooks:read');
