import { ERRORS, WaqtorError, unwrap } from '@waqtor/contracts';
import type {
  AuditLogRpc,
  ClientHubRpc,
  ErrorCode,
  HostFleetRpc,
  Result,
  SessionRoomRpc,
  WebhookEndpointRpc,
} from '@waqtor/contracts';
import { auditLogName, endpointName, fleetName, hubName, roomName } from '@waqtor/core/object-name';
import type { ApiEnv } from './env.ts';

/**
 * Every way from the API into a Durable Object. The stubs are typed by the contracts, so that this Worker compiles
 * without the classes. Call only after the ownership check in D1: a name reaches whatever it names.
 */
const stub = (namespace: DurableObjectNamespace, name: string): unknown => namespace.getByName(name);

export const roomOf = (env: ApiEnv, workspaceId: string, sessionId: string): SessionRoomRpc =>
  stub(env.SESSION_ROOM, roomName(workspaceId, sessionId)) as SessionRoomRpc;

export const hubOf = (env: ApiEnv, workspaceId: string): ClientHubRpc =>
  stub(env.CLIENT_HUB, hubName(workspaceId)) as ClientHubRpc;

export const endpointOf = (env: ApiEnv, workspaceId: string, endpointId: string): WebhookEndpointRpc =>
  stub(env.WEBHOOK_ENDPOINT, endpointName(workspaceId, endpointId)) as WebhookEndpointRpc;

export const auditLogOf = (env: ApiEnv, workspaceId: string): AuditLogRpc =>
  stub(env.AUDIT_LOG, auditLogName(workspaceId)) as AuditLogRpc;

export const fleetOf = (env: ApiEnv): HostFleetRpc => stub(env.HOST_FLEET, fleetName()) as HostFleetRpc;

/** Sockets go by `fetch`; everything else by the calls above. */
export const hubSocket = (env: ApiEnv, workspaceId: string): Fetcher =>
  env.CLIENT_HUB.getByName(hubName(workspaceId)) as unknown as Fetcher;
export const roomSocket = (env: ApiEnv, workspaceId: string, sessionId: string): Fetcher =>
  env.SESSION_ROOM.getByName(roomName(workspaceId, sessionId)) as unknown as Fetcher;
export const fleetSocket = (env: ApiEnv): Fetcher => env.HOST_FLEET.getByName(fleetName()) as unknown as Fetcher;

/** The class of an exception is lost on its way out of an object; the constant sentence of its code is not. */
const CODE_OF_SENTENCE = new Map(
  Object.entries(ERRORS).map(([code, entry]) => [entry.title.en as string, code as ErrorCode]),
);
const refusalIn = (error: unknown): ErrorCode | undefined =>
  error instanceof Error ? CODE_OF_SENTENCE.get(error.message) : undefined;

/**
 * Runs a call into an object. A broken call (object moved, overloaded, restarted) is `unavailable`; with
 * `isRepeatable` it is made once more before that, which needs a fresh stub: pass a function that gets one.
 */
export const reach = async <T>(attempt: () => Promise<T>, options: { isRepeatable: boolean }): Promise<T> => {
  for (let left = options.isRepeatable ? 1 : 0; ; left -= 1) {
    try {
      return await attempt();
    } catch (cause) {
      const refusal = refusalIn(cause);
      if (refusal !== undefined) throw new WaqtorError(refusal, { cause });
      if (left === 0) throw new WaqtorError('unavailable', { cause });
    }
  }
};

/** A repeatable call whose refusals are values: the value, or the refusal as an exception for the problem mapper. */
export const ask = async <T>(attempt: () => Promise<Result<T>>): Promise<T> =>
  unwrap(await reach(attempt, { isRepeatable: true }));

/** The same for a call that must not be made twice. */
export const askOnce = async <T>(attempt: () => Promise<Result<T>>): Promise<T> =>
  unwrap(await reach(attempt, { isRepeatable: false }));
