import type { RecoveryFact, SessionReasonCode, SessionStatus } from '@waqtor/contracts';
import { DeadlineExceeded } from '../clock.ts';
import { BROWSER_DID_NOT_START, EngineBroken, NETWORK_AWAY } from '../engine/engine.ts';

export type RecoveryCause = RecoveryFact['cause'];

/** Why an engine is given up, and what the session shows meanwhile. */
export interface Fault {
  /** Constant text for the log. */
  what: string;
  /** Null: nothing is recovered, a new engine is simply due (the phone removed the device). */
  cause: RecoveryCause | null;
  stage: 'restart' | 'kill';
  status: SessionStatus;
  reason: SessionReasonCode;
  /** Shown once the breaker opens. */
  finalReason: SessionReasonCode;
  /** Asking it to stop is pointless. */
  isHung: boolean;
  /** False: it comes back by itself, and the breaker must not keep the session down after it did. */
  isCounted: boolean;
}

export const faultOf = (what: string, cause: RecoveryCause | null, more: Partial<Fault> = {}): Fault => ({
  what,
  cause,
  stage: more.isHung ? 'kill' : 'restart',
  status: 'disconnected',
  reason: 'browser_crashed',
  finalReason: 'crash_loop',
  isHung: false,
  isCounted: true,
  ...more,
});

/** What engines and their processes say when they end unasked (`EngineBroken.what`). */
const CAUSES: Record<string, RecoveryCause> = {
  'browser ended': 'browser_ended',
  'page crashed': 'page_crashed',
  'page closed': 'page_crashed',
  'injection failed': 'page_error',
  'translation of an event': 'page_error',
};

export const faultOfBreak = ({ what }: EngineBroken): Fault => faultOf(what, CAUSES[what] ?? 'process_failed');

const NETWORK_FAULT = faultOf('network', 'network', { reason: 'network', isHung: true, isCounted: false });

export const faultOfStart = (error: unknown): Fault => {
  if (error instanceof EngineBroken && error.what === NETWORK_AWAY) return NETWORK_FAULT;
  if (error instanceof EngineBroken && error.what === BROWSER_DID_NOT_START)
    return faultOf('start', 'browser_ended', { reason: 'browser_failed', finalReason: 'browser_failed', isHung: true });
  if (error instanceof DeadlineExceeded)
    return faultOf('start deadline', 'start_deadline', { reason: 'start_timeout', isHung: true });
  return faultOf('start', 'process_failed', { reason: 'start_timeout', isHung: true });
};

export const faultOfAilment = (ailment: 'probe_missed' | 'deaf'): Fault =>
  faultOf('probe', ailment, { isHung: true, reason: ailment === 'deaf' ? 'deaf' : 'browser_crashed' });

/** What the engine itself calls the end of its instance; an unlinked login is no fault, it is simply over. */
export const faultOfState = (reason: SessionReasonCode): Fault =>
  faultOf('state', reason === 'unlinked' || reason === 'conflict' ? null : 'process_failed', { reason });

/** Not ready in time, after the engine said `reason` last. */
export const faultOfLateness = (reason: SessionReasonCode | null): Fault =>
  reason === 'network'
    ? NETWORK_FAULT
    : faultOf('ready deadline', 'ready_deadline', { reason: 'start_timeout', isHung: true });
export const OUT_OF_MEMORY = faultOf('memory', 'memory', { isHung: true });
