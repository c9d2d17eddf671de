import type { SessionReasonCode } from '@waqtor/contracts';
import type { Engine, EngineOptions } from '../engine/engine.ts';

/** An engine that can also be ended without its help: the browser may be frozen. */
export interface SessionEngine extends Engine {
  /** Roots of the process trees that live for this session; empty once they are gone. */
  readonly processIds: readonly number[];
  /** It ends by itself after so long unless it is told again: a host that hangs cannot end it (S-6). */
  liveFor?(ms: number): void;
  /** SIGKILL to the whole process tree; resolves when it is gone. */
  kill(): Promise<void>;
}

/** No start can succeed before somebody changes this machine; `reason` is what the session shows. */
export class EngineUnavailable extends Error {
  readonly reason: SessionReasonCode;
  constructor(reason: SessionReasonCode, options?: { cause?: unknown }) {
    super(`The engine cannot start here: ${reason}`, options);
    this.name = 'EngineUnavailable';
    this.reason = reason;
  }
}

export type CreateSessionEngine = (options: EngineOptions) => SessionEngine;
