import type { HostFactOf, SessionReasonCode } from '@waqtor/contracts';
import type { Clock } from '../clock.ts';
import type { EngineFact } from '../engine/engine.ts';
import type { Log } from '../telemetry/log.ts';
import type { CreateSessionEngine, SessionEngine } from './session-engine.ts';
import type { StartSlots } from './start-slots.ts';
import type { StateReport } from './state-teller.ts';
import type { SupervisorLimits } from './supervisor-limits.ts';

export interface SupervisorOptions {
  sessionId: string;
  profileDir: string;
  createEngine: CreateSessionEngine;
  clock: Clock;
  log: Log;
  slots: StartSlots;
  limits?: Partial<SupervisorLimits>;
  random?: () => number;
  /** PSS in bytes of processes and all below them; null where the system does not tell. */
  memoryOf?: (pids: readonly number[]) => Promise<number | null>;
  /** Nothing runs or waits for this session: it may be started anew unnoticed. */
  isIdle: () => boolean;
  /** Called before each engine, after the old one ended. Throws EngineUnavailable when none can start now. */
  prepare: () => void;
  onFact: (fact: EngineFact | HostFactOf<'recovery'>) => void;
  onState: (report: StateReport) => void;
  /** `engine` when commands may run on it, null when they may not. */
  onUsable: (engine: SessionEngine | null) => void;
  /** Messages may be missed from now on. */
  onGap: () => void;
  /** What was sent under the login so far can no longer be looked up. `isOver`: nothing of it may be used again. */
  onLoginLost: (isOver: boolean) => void;
  /** The session rests until an operator starts it. */
  onHalted: (reason: SessionReasonCode | null) => void;
}
