import type { Result } from '../errors.ts';
import type { WaqtorEvent } from '../events/event.ts';
import type { Chat } from '../message.ts';
import type { NotificationView } from '../notification.ts';
import type { Page } from '../page.ts';
import type { TestFilterResponse, WebhookFilter } from '../rest/webhook.ts';
import type { SessionState } from '../session.ts';
import type { HubMonitorRpc } from './hub-monitor.ts';

/** One row of a producer's outbox on its way to the hub. */
export interface HubItem {
  /** Position in the producer's outbox; rises by at least one. */
  n: number;
  /** Event without logId and seq; null when the item only changes the inbox or the session list. */
  event: WaqtorEvent | null;
  /** Last value of a chat, for the workspace inbox. */
  chat?: Chat;
  /** Last value of a session, for `state` frames. */
  session?: SessionState;
  /** The session is gone: its row and its chats leave the inbox and the `state` frames. */
  removedSessionId?: string;
}

export interface HubBatch {
  /** `ses_…`, `whk_…`. */
  producerId: string;
  /** Changes when the producer's outbox starts anew (n restarts). */
  generation: string;
  items: HubItem[];
}

/** What the hub knows of an endpoint: enough to choose events, nothing secret. */
export interface EndpointSubscription {
  endpointId: string;
  /** Event types, aliases or `*`. */
  events: string[];
  sessionId: string | null;
  /** W-3; null or left out: everything that is subscribed. */
  filter?: WebhookFilter | null;
  enabled: boolean;
}

/** N-3: what one reader is told of. `notification` null: something was read or deleted elsewhere. */
export interface NotificationNews {
  userId: string;
  notification: NotificationView | null;
  unread: number;
}

/** What an isolate of the API counted of one subject (a key, a login, the workspace) since its last claim. */
export interface RequestClaim {
  /** Epoch ms at which the window began, by the clock of the isolate. */
  windowStart: number;
  /** Requests of one window. */
  limit: number;
  /** Served since the last claim. */
  used: number;
  /** Of these: served without a lease. */
  debt: number;
  /** How many to lease; 0 only tells. */
  want: number;
}

export interface RequestGrant {
  granted: number;
  /** What could be leased after this. */
  remaining: number;
  /** Served in this window, by everybody who told. */
  used: number;
}

/** `subject` is `workspace` or the id of a key or login. */
export interface SubjectClaim extends RequestClaim {
  subject: string;
}

export interface ChatQuery {
  sessionId?: string;
  filter?: 'all' | 'unread' | 'mine' | 'unassigned' | 'archived' | 'groups';
  /** For `mine`. */
  userId?: string;
  /** Part of a name or number, folded. */
  q?: string;
  cursor?: string;
  limit: number;
}

export interface ClientHubRpc extends HubMonitorRpc {
  /** Appends in order and remembers `lastN` per (producer, generation): repeats are ignored. Answers the lastN it has. */
  append(workspaceId: string, batch: HubBatch): Promise<{ lastN: number }>;
  /** Creates, changes or (enabled: false) silences; a new endpoint's cursor starts at the present end of the log. */
  putEndpoint(workspaceId: string, subscription: EndpointSubscription): Promise<void>;
  removeEndpoint(endpointId: string): Promise<void>;
  readEvents(query: { after: number; limit: number; types?: string[] }): Promise<{
    data: WaqtorEvent[];
    lastSeq: number;
    gap: { from: number; to: number } | null;
  }>;
  /** Workspace inbox, latest first; `invalid_cursor` for a cursor that is not ours. */
  listChats(query: ChatQuery): Promise<Result<Page<Chat>>>;
  /** To the connections of their readers alone; kept nowhere. Repeats are harmless. */
  tellNotifications(workspaceId: string, news: NotificationNews[]): Promise<void>;
  /** Dry run of a subscription on the newest events of the log, at most 500. */
  testSubscription(subscription: Omit<EndpointSubscription, 'endpointId' | 'enabled'>): Promise<TestFilterResponse>;
  /**
   * Events of the log between two times that match an endpoint's subscription, oldest first, after position `after`:
   * for replay-missing. `upTo` is how far was looked; it is the end when `hasMore` is false.
   */
  matchingEvents(query: {
    endpointId: string;
    since: string;
    until: string;
    after: number;
    limit: number;
  }): Promise<{ events: { event: WaqtorEvent; name: string }[]; upTo: number; hasMore: boolean }>;
  markChatSeen(sessionId: string, chatId: string): Promise<void>;
  /**
   * Leases requests in lumps; answers in the order of the claims, null for one of a window that is over. A claim
   * that is repeated counts twice: whoever gets no answer loses what was granted.
   */
  leaseRequests(workspaceId: string, claims: SubjectClaim[]): Promise<(RequestGrant | null)[]>;
  /** Closes sockets of a principal (revoked key or login) with 4401. */
  disconnectPrincipal(principalId: string): Promise<number>;
  /** Asks D1 now what the open sockets' owners may do, as happens each minute anyway: after a role or scope changed. */
  checkPrincipals(): Promise<void>;
}
