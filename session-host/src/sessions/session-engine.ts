import type { SessionReasonCode } from '@waqtor/contracts';
import type { Engine, EngineOptions } from '../engine/engine.ts';

/** An engine that can also be ended without its help: the browser may be frozen. */
export interface SessionEngine extends Engine {
  /** SIGKILL to the whole process tree; resolves when it is gone. */
  kill(): Promise<void>;
}

/** No start can succeed before somebody changes this machine; `reason` is what the session shows. */
export class EngineUnavailable extends Error {
  readonly reason: SessionReasonCode;
  constructor(reason: SessionReasonCode) {
    super(`The engine cannot start here: ${reason}`);
    this.name = 'EngineUnavailable';
    this.reason = reason;
  }
}

export type CreateSessionEngine = (options: EngineOptions) => SessionEngine;
