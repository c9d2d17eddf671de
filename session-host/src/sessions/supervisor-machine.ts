import type { Log } from '../telemetry/log.ts';
import { type SupervisorAction, type SupervisorEvent, type SupervisorState, transition } from './supervisor-table.ts';

/** The table of transitions at work: holds the state, performs the actions, and lets others wait for an end. */
export class SupervisorMachine {
  readonly #log: Log;
  readonly #perform: (action: SupervisorAction) => void;
  #state: SupervisorState = 'idle';
  #endWaiters: (() => void)[] = [];

  constructor(log: Log, perform: (action: SupervisorAction) => void) {
    this.#log = log;
    this.#perform = perform;
  }

  get state(): SupervisorState {
    return this.#state;
  }

  /** False when the event would mean nothing now. */
  heeds(event: SupervisorEvent): boolean {
    return transition(this.#state, event) !== null;
  }

  fire(event: SupervisorEvent): void {
    const next = transition(this.#state, event);
    if (!next) return;
    const before = this.#state;
    this.#state = next.to;
    if (before !== next.to) this.#log.debug('The supervisor moved', { from: before, to: next.to, event });
    for (const action of next.do) this.#perform(action);
    if (this.#state !== 'idle' && event !== 'ended') return;
    const waiters = this.#endWaiters;
    this.#endWaiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Resolves when the engine that runs now has ended; another one may follow it at once. */
  whenEnded(): Promise<void> {
    if (this.#state === 'idle') return Promise.resolve();
    return new Promise((resolve) => this.#endWaiters.push(resolve));
  }
}
