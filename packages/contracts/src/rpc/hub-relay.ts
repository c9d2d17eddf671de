import type { HubFigures } from './hub-monitor.ts';

/** A stored event on its way to a relay, as it lies in the log. */
export interface RelayEntry {
  seq: number;
  type: string;
  keys: string[];
  at: number;
  body: string;
}

/** What the hub hands to a relay. Positions (prev, upTo] of the log are complete in `entries`. */
export interface RelayBatch {
  workspaceId: string;
  logId: string;
  /** Number of the relay, 1 and up; 0 is the hub itself. */
  relay: number;
  prev: number;
  upTo: number;
  entries: RelayEntry[];
  /** Sent to who is there, not kept; of those with the same `lastValueKey` the last one counts (H-11). */
  /** With `reader`, to the connections of this person alone (N-3). */
  ephemeral: { keys: string[]; body: string; lastValueKey: string | null; reader?: string | null }[];
  /** All sessions as a JSON array, when they changed since the last batch. */
  sessions: string | null;
}

/** A relay holds sockets of a workspace and a copy of the newest part of its log (design §5). */
export interface HubRelayRpc {
  /** Answers how far the relay's copy goes; the hub sends what follows that. Repeats are no-ops. */
  relay(batch: RelayBatch): Promise<{ upTo: number; connections: number; isMonitorFollowed: boolean }>;
  figures(): Promise<HubFigures>;
  disconnectPrincipal(principalId: string): Promise<number>;
  checkPrincipals(): Promise<void>;
  /** Sends away who is still there and forgets everything: the hub feeds it no more. */
  retire(): Promise<void>;
}
