/**
 * The life of one engine as a table (S-5). An engine instance serves one start; every way out of a running state
 * passes through a state that waits for the old one's end, so that two browsers never share a login.
 */
export const SUPERVISOR_STATES = [
  'idle',
  'starting',
  'linking',
  'ready',
  'stopping',
  'restarting',
  'recovering',
  'backoff',
] as const;
export type SupervisorState = (typeof SUPERVISOR_STATES)[number];

export type SupervisorEvent =
  | 'start'
  | 'stop'
  | 'restart'
  /** engine.start resolved */
  | 'started'
  /** a person must act: scan, confirm on the phone */
  | 'waiting'
  /** the page works on its connection */
  | 'linking'
  | 'ready'
  /** broken, hung, or too slow */
  | 'fault'
  /** the same, and the breaker opened */
  | 'fault_final'
  /** only an operator can go on: logged out, conflict, banned, code not scanned */
  | 'halted'
  /** the old engine is gone */
  | 'ended'
  | 'backoff_over';

export type SupervisorAction =
  'spawn' | 'end' | 'arm_ready_deadline' | 'keep_ready_deadline' | 'arm_backoff' | 'disarm' | 'watch' | 'unwatch';

export interface Transition {
  to: SupervisorState;
  do: readonly SupervisorAction[];
}
type Row = Partial<Record<SupervisorEvent, Transition>>;

const go = (to: SupervisorState, ...actions: SupervisorAction[]): Transition => ({ to, do: actions });

/** Leaving a state with a running engine is the same from everywhere. */
const leave: Row = {
  stop: go('stopping', 'disarm', 'unwatch', 'end'),
  restart: go('restarting', 'disarm', 'unwatch', 'end'),
  fault: go('recovering', 'disarm', 'unwatch', 'end'),
  fault_final: go('stopping', 'disarm', 'unwatch', 'end'),
  halted: go('stopping', 'disarm', 'unwatch', 'end'),
};

export const TRANSITIONS: Record<SupervisorState, Row> = {
  idle: {
    start: go('starting', 'spawn'),
    restart: go('starting', 'spawn'),
  },
  starting: {
    ...leave,
    started: go('linking', 'arm_ready_deadline'),
    waiting: go('linking', 'disarm'),
    linking: go('linking', 'arm_ready_deadline'),
    ready: go('ready', 'disarm', 'watch'),
  },
  linking: {
    ...leave,
    waiting: go('linking', 'disarm'),
    linking: go('linking', 'keep_ready_deadline'),
    ready: go('ready', 'disarm', 'watch'),
  },
  ready: {
    ...leave,
    waiting: go('linking', 'unwatch', 'disarm'),
    linking: go('linking', 'unwatch', 'arm_ready_deadline'),
  },
  stopping: {
    start: go('restarting'),
    restart: go('restarting'),
    ended: go('idle'),
  },
  restarting: {
    stop: go('stopping'),
    ended: go('starting', 'spawn'),
  },
  recovering: {
    start: go('restarting'),
    restart: go('restarting'),
    stop: go('stopping'),
    ended: go('backoff', 'arm_backoff'),
  },
  backoff: {
    start: go('starting', 'disarm', 'spawn'),
    restart: go('starting', 'disarm', 'spawn'),
    stop: go('idle', 'disarm'),
    backoff_over: go('starting', 'spawn'),
  },
};

/** What an event means in a state; null = nothing (a late timer, an event of an engine that ends already). */
export const transition = (state: SupervisorState, event: SupervisorEvent): Transition | null =>
  TRANSITIONS[state][event] ?? null;
