/** waqtor-api: the edge of WaQtor (design §1). */
import { createApp } from './app.ts';
import type { ApiEnv } from './env.ts';
import { runJobs } from './jobs/run-jobs.ts';

const app = createApp();

export default {
  fetch: app.fetch,
  scheduled: (_controller, env, ctx) => ctx.waitUntil(runJobs(env)),
} satisfies ExportedHandler<ApiEnv>;
