import type { Principal } from '@waqtor/contracts';

export const BENCH_WORKSPACE = 'wsp_bench000000';
export const BENCH_SESSION = 'ses_bench000000';

/** Whose sockets all of them are. */
export const BENCH_PRINCIPAL: Principal = {
  kind: 'user',
  id: 'usr_bench000000',
  loginId: 'lgn_bench000000',
  workspaceId: BENCH_WORKSPACE,
  role: 'owner',
  scopes: ['*'],
};
