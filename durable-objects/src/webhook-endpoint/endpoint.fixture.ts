import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Delivery, EndpointInit, Result, WaqtorEvent, Webhook, WebhookEndpointRpc } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { endpointName } from '@waqtor/core/object-name';
import { seal } from '@waqtor/core/sealed-box';
import { newWebhookSecret } from '@waqtor/core/webhook/signature';
import { vi } from 'vitest';
import type { ObjectsEnv } from '../env.ts';

/** Builders of the endpoint's tests (imported by tests only). */
export const objectsEnv = env as unknown as ObjectsEnv & { WAQTOR_DATA_KEY: string };

export const endpointStub = (workspaceId: string, endpointId: string) =>
  objectsEnv.WEBHOOK_ENDPOINT.getByName(endpointName(workspaceId, endpointId));
export const endpointOf = (workspaceId: string, endpointId: string): WebhookEndpointRpc =>
  endpointStub(workspaceId, endpointId) as unknown as WebhookEndpointRpc;

export interface Created {
  workspaceId: string;
  endpointId: string;
  secret: string;
  url: string;
  rpc: WebhookEndpointRpc;
  webhook: Webhook;
}

const created: [workspaceId: string, endpointId: string][] = [];

/** After each test: what an endpoint of it still waits to send must not reach the receiver of the next. */
export const forgetEndpoints = async (): Promise<void> => {
  vi.restoreAllMocks();
  await Promise.all(created.splice(0).map((name) => endpointOf(...name).remove()));
};

/** What the API would ask for, of a workspace that is there; forgotten after the test. */
export const newEndpoint = async (change: Partial<EndpointInit> = {}): Promise<EndpointInit & { secret: string }> => {
  const workspaceId = change.workspaceId ?? newId('wsp');
  const endpointId = newId('whk');
  const secret = newWebhookSecret();
  created.push([workspaceId, endpointId]);
  await objectsEnv.DB.prepare("INSERT OR IGNORE INTO workspaces (id, name, created_at) VALUES (?, 'Shop', 0)")
    .bind(workspaceId)
    .run();
  return {
    workspaceId,
    endpointId,
    url: `http://localhost:9/${endpointId}`,
    events: ['*'],
    sessionId: null,
    description: '',
    retry: { profile: 'extended', baseMs: 100 },
    enabled: true,
    filter: null,
    payload: 'full',
    ordered: false,
    throttle: null,
    sealedHeaders: null,
    headerNames: [],
    sealedSecret: await seal(objectsEnv.WAQTOR_DATA_KEY, endpointId, secret),
    ...change,
    secret,
  };
};

export const createEndpoint = async (change: Partial<EndpointInit> = {}): Promise<Created> => {
  const { secret, ...init } = await newEndpoint(change);
  const { workspaceId, endpointId, url } = init;
  const rpc = endpointOf(workspaceId, endpointId);
  const answer = await rpc.create(init);
  if (!answer.ok) throw new Error(answer.code);
  return { workspaceId, endpointId, secret, url, rpc, webhook: answer.value };
};

export const event = (change: Partial<WaqtorEvent> = {}): WaqtorEvent => ({
  id: newId('evt'),
  logId: 'log_0000000000',
  seq: 1,
  type: 'message.received',
  version: 1,
  timestamp: new Date().toISOString(),
  sessionId: 'ses_0000000000',
  data: { body: 'مرحبا 👋' },
  ...change,
});

export interface Received {
  url: string;
  headers: Headers;
  body: string;
}

/** Plays the receivers: requests by URL, answers by `answer`. Restored by `vi.restoreAllMocks()`. */
export const playReceiver = (answer: (request: Received, count: number) => Response | Promise<Response>) => {
  const received: Received[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = { url: String(input), headers: new Headers(init?.headers), body: String(init?.body) };
    received.push(request);
    return answer(request, received.filter((one) => one.url === request.url).length);
  });
  return received;
};

/** Polls until true; fails after 8 s. */
export const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 8000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** An event as the hub hands it over. */
export const handed = (change: Partial<WaqtorEvent> = {}): { event: WaqtorEvent; name: string } => {
  const one = event(change);
  return { event: one, name: one.type };
};

/** Reads and bends what lies in the endpoint's tables. */
export const inTables = <T>({ workspaceId, endpointId }: Created, act: (sql: SqlStorage) => T): Promise<T> =>
  runInDurableObject(endpointStub(workspaceId, endpointId), (_, state) => act(state.storage.sql));

/** Deliveries in a state, newest first. */
export const deliveriesIn = async ({ rpc }: Created, state?: Delivery['state']): Promise<Delivery[]> => {
  const page = await rpc.logs({ limit: 100, ...(state === undefined ? {} : { state }) });
  if (!page.ok) throw new Error(page.code);
  return page.value.data;
};

/** The value of an answer; throws what was refused. */
export const valueOf = <T>(answer: Result<T>): T => {
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
};
