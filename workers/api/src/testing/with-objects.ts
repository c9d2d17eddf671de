import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import type { ClientHubRpc, HostFleetRpc, SessionRoomRpc, WebhookEndpointRpc } from '@waqtor/contracts';
import { createApp } from '../app.ts';
import type { ApiEnv } from '../env.ts';
import { ORIGIN, bindings } from './api-client.ts';
import type { CallOptions } from './api-client.ts';

/** The real objects of a namespace, with some of their calls answered by the test. */
const overridden = (namespace: DurableObjectNamespace, calls: object): DurableObjectNamespace =>
  ({
    getByName: (name: string) => {
      const stub = namespace.getByName(name);
      return new Proxy(stub, {
        get: (target, property) => {
          if (Object.hasOwn(calls, property)) return (calls as Record<PropertyKey, unknown>)[property];
          return (target as unknown as Record<PropertyKey, unknown>)[property];
        },
      });
    },
  }) as unknown as DurableObjectNamespace;

/** Bindings whose objects answer these calls so; all others are the real objects'. */
export const withObjects = (calls: {
  room?: Partial<SessionRoomRpc>;
  fleet?: Partial<HostFleetRpc>;
  hub?: Partial<ClientHubRpc>;
  endpoint?: Partial<WebhookEndpointRpc>;
}): ApiEnv => ({
  ...bindings,
  WEBHOOK_ENDPOINT: overridden(bindings.WEBHOOK_ENDPOINT, calls.endpoint ?? {}),
  SESSION_ROOM: overridden(bindings.SESSION_ROOM, calls.room ?? {}),
  CLIENT_HUB: overridden(bindings.CLIENT_HUB, calls.hub ?? {}),
  HOST_FLEET: overridden(bindings.HOST_FLEET, calls.fleet ?? {}),
});

/** One request to the API with these bindings; what it leaves running is nobody's. */
export const requestWith = (
  env: ApiEnv,
  path: string,
  options: CallOptions = {},
  context = createExecutionContext(),
): Promise<Response> => {
  const headers = new Headers(options.headers);
  if (options.key !== undefined) headers.set('x-api-key', options.key);
  const isRaw = options.body instanceof Uint8Array || options.body instanceof ReadableStream;
  if (options.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const request = {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers,
    ...(options.body === undefined ? {} : { body: isRaw ? (options.body as BodyInit) : JSON.stringify(options.body) }),
  };
  return Promise.resolve(createApp().request(`${ORIGIN}${path}`, request, env, context));
};

/** The same; what it leaves running is waited for. */
export const callWith = async (env: ApiEnv, path: string, options: CallOptions = {}): Promise<Response> => {
  const context = createExecutionContext();
  const response = await requestWith(env, path, options, context);
  await waitOnExecutionContext(context);
  return response;
};
