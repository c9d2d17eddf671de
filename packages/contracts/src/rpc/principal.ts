import type { Role } from '../rest/account.ts';
import type { Scope } from '../rest/scope.ts';

/** Who asks: decided once by the Worker, trusted by every object (they are reachable from our Workers alone). */
export interface Principal {
  kind: 'user' | 'key';
  /** `usr_…` or better-auth user id, or `key_…`. */
  id: string;
  workspaceId: string;
  role: Role;
  scopes: readonly Scope[];
  /** Of a person: the login it came by, `lgn_…`; revoking that login closes its sockets. */
  loginId?: string;
}

/** Internal headers on a socket upgrade forwarded to an object; the Worker strips what a client sent under these names. */
export const INTERNAL_HEADERS = {
  principal: 'x-waqtor-internal-principal',
  ip: 'x-waqtor-internal-ip',
  nonce: 'x-waqtor-internal-nonce',
  hostId: 'x-waqtor-internal-host',
  workspaceId: 'x-waqtor-internal-workspace',
  sessionId: 'x-waqtor-internal-session',
  epoch: 'x-waqtor-internal-epoch',
  /** On the hub's answer to an upgrade: the relay that is to be asked instead (design §5). */
  relay: 'x-waqtor-internal-relay',
  /** Beside it: how far the log is, which the relay's copy may be a moment behind. */
  lastSeq: 'x-waqtor-internal-last-seq',
} as const;
