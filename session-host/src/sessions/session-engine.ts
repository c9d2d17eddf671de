import type { Engine, EngineOptions } from '../engine/engine.ts';

/** An engine that can also be ended without its help: the browser may be frozen. */
export interface SessionEngine extends Engine {
  /** SIGKILL to the whole process tree; resolves when it is gone. */
  kill(): Promise<void>;
}
export type CreateSessionEngine = (options: EngineOptions) => SessionEngine;
