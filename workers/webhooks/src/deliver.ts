import { WorkerEntrypoint } from 'cloudflare:workers';
import { MAX_JOBS_PER_DELIVER, type AttemptResult, type DeliverRpc, type DeliveryJob } from '@waqtor/contracts';
import { attempt } from './attempt.ts';
import type { WebhooksEnv } from './env.ts';

/** Entrypoint of waqtor-webhooks: attempts run side by side, so one slow receiver costs the others nothing but its call. */
export class Deliver extends WorkerEntrypoint<WebhooksEnv> implements DeliverRpc {
  async deliver(jobs: DeliveryJob[]): Promise<AttemptResult[]> {
    // A Worker invocation has six connections: more jobs would wait inside their own timeout.
    if (jobs.length > MAX_JOBS_PER_DELIVER) throw new RangeError('Too many jobs in one call.');
    return Promise.all(jobs.map((job) => attempt(job, this.env)));
  }
}
