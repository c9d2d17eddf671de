import { once } from 'node:events';
import path from 'node:path';
import { newId } from '@waqtor/core/id';
import type { WaqtorEvent } from '@waqtor/contracts';
import type { V4WorkerOptions } from 'miniflare';
import { applyMigrations } from '../../scripts/local/migrate.ts';
import { freePort } from '../../scripts/local/ports.ts';
import { forkBench } from '../hub/fleet.ts';
import { bundled, folder, product, remove, startRuntime, worker } from '../hub/servers.ts';
import { message } from '../hub/traffic.ts';
import type { Arrival } from './receivers.ts';
import type { NewEndpoint } from './worker.ts';

const DATA_KEY = Buffer.alloc(32, 7).toString('base64');
const LOCAL = { WAQTOR_ENVIRONMENT: 'local', WAQTOR_WEBHOOK_LOOPBACK: 'allow', WAQTOR_DATA_KEY: DATA_KEY };
const DEADLINE_MS = 60_000;

/** The built objects and waqtor-webhooks on raw workerd, and loopback receivers in a process of their own. */
export interface Stage {
  readonly pid: number;
  /** An endpoint of a workspace; `delay` in milliseconds, or `never`. Answers the name of its receiver. */
  endpoint(workspaceId: string, delay: number | 'never', change?: Partial<NewEndpoint>): Promise<string>;
  /** From now on it gets nothing, and what it has waits. */
  disable(workspaceId: string, endpointId: string): Promise<void>;
  /** Appends `count` events at once; each carries its time. */
  publish(workspaceId: string, count: number): Promise<void>;
  /** All that arrived at a receiver since it was last asked for; waits for `count` of them. */
  arrived(receiver: string, count: number): Promise<Arrival[]>;
  stop(): Promise<void>;
}

export const openStage = async (): Promise<Stage> => {
  const dataDir = folder();
  const port = await freePort();
  const local = (options: V4WorkerOptions): V4WorkerOptions => ({
    ...options,
    bindings: { ...options.bindings, ...LOCAL },
  });
  const bench = worker(await bundled('../webhooks/worker.ts', dataDir), port, {
    bindings: LOCAL,
    durableObjects: {
      CLIENT_HUB: { className: 'ClientHub', scriptName: 'waqtor-objects', useSQLite: true },
      WEBHOOK_ENDPOINT: { className: 'WebhookEndpoint', scriptName: 'waqtor-objects', useSQLite: true },
    },
  } as Partial<V4WorkerOptions>);
  const { runtime, pid } = await startRuntime(
    [bench, local(product('waqtor-objects')), local(product('waqtor-webhooks'))],
    path.join(dataDir, 'data'),
  );
  const db = await runtime.getD1Database('DB', 'waqtor-objects');
  await applyMigrations(db);
  const receivers = forkBench('../webhooks/receivers.ts');
  const [told] = (await once(receivers, 'message')) as [{ port: number }];
  const post = async (name: string, body: unknown): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${port}/${name}`, { method: 'POST', body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`The objects answered ${response.status}: ${text.slice(0, 300)}`);
  };
  const kept = new Map<string, Arrival[]>();
  const collect = async (): Promise<void> => {
    receivers.send({ id: 0, take: true });
    const [{ arrivals }] = (await once(receivers, 'message')) as [{ arrivals: Arrival[] }];
    for (const one of arrivals) kept.set(one.receiver, [...(kept.get(one.receiver) ?? []), one]);
  };
  const generation = newId('sto');
  let n = 0;
  return {
    pid,
    endpoint: async (workspaceId, delay, change = {}) => {
      const endpointId = newId('whk');
      // An endpoint enters the index of a workspace that is there, or is none.
      await db
        .prepare("INSERT OR IGNORE INTO workspaces (id, name, created_at) VALUES (?, 'Bench', 0)")
        .bind(workspaceId)
        .run();
      await post('endpoints', {
        workspaceId,
        endpointId,
        url: `http://127.0.0.1:${told.port}/${endpointId}/${delay}`,
        events: ['*'],
        sessionId: null,
        description: '',
        retry: { profile: 'extended' },
        enabled: true,
        filter: null,
        payload: 'full',
        ordered: false,
        throttle: null,
        sealedHeaders: null,
        headerNames: [],
        ...change,
      } satisfies NewEndpoint);
      return endpointId;
    },
    disable: (workspaceId, endpointId) => post('disable', { workspaceId, endpointId }),
    publish: async (workspaceId, count) => {
      const items: { n: number; event: WaqtorEvent }[] = [];
      for (let index = 0; index < count; index++) items.push({ n: ++n, event: message(n) });
      await post('append', { workspaceId, batch: { producerId: 'ses_bench000000', generation, items } });
    },
    arrived: async (receiver, count) => {
      const deadline = performance.now() + DEADLINE_MS;
      for (;;) {
        await collect();
        const found = kept.get(receiver) ?? [];
        if (found.length >= count) {
          kept.delete(receiver);
          return found;
        }
        if (performance.now() > deadline) throw new Error(`Only ${found.length} of ${count} events arrived.`);
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    },
    stop: async () => {
      const gone = once(receivers, 'exit');
      receivers.disconnect();
      await gone;
      await runtime.dispose();
      remove(dataDir);
    },
  };
};
