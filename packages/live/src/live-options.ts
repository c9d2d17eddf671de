import type { ServerFrame, WaqtorEvent } from '@waqtor/contracts';
import type { LiveClock } from './clock.ts';
import type { LiveState } from './live-state.ts';
import type { Gap, LogPosition } from './log-position.ts';
import type { OpenSocket } from './socket.ts';

type StateFrame = Extract<ServerFrame, { type: 'state' }>;
type ErrorFrame = Extract<ServerFrame, { type: 'error' }>;

export interface LiveClientOptions {
  openSocket: OpenSocket;
  /** In order, each once; a promise is waited for before the next one, and before it is acknowledged. */
  onEvent(event: WaqtorEvent): unknown;
  /** These positions are lost; read the present state anew. Delivery goes on after them. */
  onGap?(gap: Gap): unknown;
  onState?(state: LiveState): void;
  onSnapshot?(frame: StateFrame): void;
  /** `serverTimeMs`: the server's clock at the moment of connecting. */
  onWelcome?(serverTimeMs: number): void;
  /**
   * Topics were added, or hold again after a reconnect. From here on nothing of them is missed: what was read before
   * this moment may be older, and is read again.
   */
  onSubscribed?(): void;
  onLatency?(latencyMs: number): void;
  /** A refused frame (`topic_not_allowed`…), a frame that cannot be read, or an error of a handler. */
  onError?(error: ErrorFrame | Error): void;
  topics?: readonly string[];
  /** Where an earlier run stopped; without it delivery starts where the log is at the first `welcome`. */
  resumeFrom?: LogPosition;
  /** Events that wait for slow handlers; above it the client disconnects, and resumes later. Default 5,000. */
  maxQueuedEvents?: number;
  clock?: LiveClock;
}
