import type { Principal, SendOrigin } from '@waqtor/contracts';

/** Who sends: a person is signed in at the dashboard, everything else presents a key. */
export const originOf = ({ kind, id }: Pick<Principal, 'kind' | 'id'>): SendOrigin => ({
  kind: kind === 'user' ? 'dashboard' : 'api',
  id,
});
