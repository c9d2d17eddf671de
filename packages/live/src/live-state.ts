/** What the connection is doing, in the words of H-12. */
export type LiveState =
  | { kind: 'connecting' }
  | { kind: 'connected' }
  /** Between two tries; `attempt` counts losses since the last stable connection. */
  | { kind: 'reconnecting'; attempt: number; retryInMs: number }
  | { kind: 'offline'; retryInMs: number }
  /** Over: by `stop()` (1000), or refused by the server for good. */
  | { kind: 'stopped'; closeCode: number };
