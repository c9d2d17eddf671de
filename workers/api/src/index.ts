/** waqtor-api: the edge of WaQtor (design §1). */
import { createApp } from './app.ts';
import type { ApiEnv } from './env.ts';

const app = createApp();

export default { fetch: app.fetch } satisfies ExportedHandler<ApiEnv>;
