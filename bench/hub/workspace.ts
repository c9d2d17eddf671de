/** The one workspace of the hub's benches. */
export const BENCH_WORKSPACE = 'wsp_bench000000';
export const BENCH_SESSION = 'ses_bench000000';
