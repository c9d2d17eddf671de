import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostFact } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { type Control, controlOf } from '../../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../../simulator/simulator.ts';
import { systemClock } from '../../clock.ts';
import type { EngineConfig } from '../../config.ts';
import { noFaults } from '../../faults/fault-point.ts';
import { Store } from '../../store/store.ts';
import { silentLog } from '../../telemetry/log.ts';
import { createChildEngines } from '../child-engine.ts';
import { processesWith, treeOf } from '../process-tree.ts';
import { Session } from '../session.ts';
import { StartSlots } from '../start-slots.ts';
import type { SupervisorLimits } from '../supervisor-limits.ts';
import { FAKE_CAPABILITIES } from './fake-engine.ts';

/** Short enough for a test, long enough for a browser on a busy machine. */
export const QUICK_LIMITS: Partial<SupervisorLimits> = {
  startDeadlineMs: 30_000,
  readyDeadlineMs: 10_000,
  probeEveryMs: 500,
  probeAgainMs: 300,
  probeDeadlineMs: 1_500,
  reattachDeadlineMs: 1_500,
  reloadDeadlineMs: 3_000,
  firstWaitMs: 100,
  longestWaitMs: 200,
  breakerFaults: 50,
};

/** Sessions of one host, each in processes of its own, on one simulated network. */
export class ProcessStage {
  readonly #dir = mkdtempSync(join(tmpdir(), 'waqtor-processes-'));
  readonly store = new Store(this.#dir, systemClock, silentLog);
  readonly simulator: Simulator;
  readonly control: Control;
  readonly #sessions: Session[] = [];
  readonly #slots = new StartSlots(2);

  private constructor(simulator: Simulator) {
    this.simulator = simulator;
    this.control = controlOf(simulator.url);
  }

  static async open(): Promise<ProcessStage> {
    return new ProcessStage(await startSimulator({ dataDir: mkdtempSync(join(tmpdir(), 'waqtor-network-')) }));
  }

  async session(kind: 'memory' | 'simulator', engine: Partial<EngineConfig> = {}): Promise<StagedSession> {
    const sessionId = newId('ses');
    const marker = newId('sto');
    await this.store.commit(() => this.store.sessions.ensure(sessionId, 1));
    const folder = join(this.#dir, 'sessions', sessionId);
    const session = new Session({
      sessionId,
      folder,
      store: this.store,
      clock: systemClock,
      log: silentLog,
      createEngine: createChildEngines({
        engine: { kind, simulatorUrl: this.simulator.url, chromiumPath: null, ...engine },
        marker,
        capabilities: FAKE_CAPABILITIES,
        log: silentLog,
      }),
      slots: this.#slots,
      media: { download: () => Promise.resolve(), upload: () => Promise.resolve() },
      faultPoint: noFaults,
      maySend: () => true,
      onRows: () => undefined,
      limits: QUICK_LIMITS,
    });
    this.#sessions.push(session);
    session.resume();
    session.setLeased(true);
    await session.wish('running');
    return new StagedSession(sessionId, session, this.store, marker);
  }

  /** Links the session to `phone` by its first code. */
  async link(staged: StagedSession, phone: string): Promise<void> {
    await this.control.account(phone, 'Layla Store');
    // Its codes and its state come apart: the newest one counts while it says that it shows one.
    await staged.until(() => staged.status() === 'qr', 'a code');
    const before = staged.codesBeforeState();
    await staged.until(() => staged.facts('qr').length > before, 'a code of now');
    await this.control.scan(phone, { qr: staged.facts('qr').at(-1)?.qr ?? '' });
    await staged.until(() => staged.status() === 'ready', 'ready');
  }

  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close(null)));
    await this.simulator.close();
    this.store.close();
    rmSync(this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One session with what it told and the processes that it is made of. */
export class StagedSession {
  readonly sessionId: string;
  readonly session: Session;
  readonly #store: Store;
  readonly #marker: string;

  constructor(sessionId: string, session: Session, store: Store, marker: string) {
    this.sessionId = sessionId;
    this.session = session;
    this.#store = store;
    this.#marker = marker;
  }

  facts<T extends HostFact['type']>(type: T): Extract<HostFact, { type: T }>[] {
    return this.#store.outbox
      .after(this.sessionId, 0, 10_000)
      .map((row) => row.event.fact as HostFact)
      .filter((fact): fact is Extract<HostFact, { type: T }> => fact.type === type);
  }

  /** Codes that were told before the session said last that it shows one: those of another browser. */
  codesBeforeState(): number {
    const facts = this.#store.outbox.after(this.sessionId, 0, 10_000).map((row) => row.event.fact as HostFact);
    const since = facts.findLastIndex((fact) => fact.type === 'state' && fact.status === 'qr');
    return facts.slice(0, since).filter((fact) => fact.type === 'qr').length;
  }

  /** Numbers of the rows, which must be without holes. */
  rows = (): number[] => this.#store.outbox.after(this.sessionId, 0, 10_000).map((row) => row.event.n);
  status = (): string | undefined => this.facts('state').at(-1)?.status;
  states = (): string[] =>
    this.facts('state').map((fact) => (fact.reason === null ? fact.status : `${fact.status}/${fact.reason}`));
  children = (): number[] => processesWith(this.#marker);
  tree = (): number[] => treeOf(this.children());
  renderers = (): number[] =>
    this.tree().filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer');
      } catch {
        // It ended meanwhile.
        return false;
      }
    });

  async until(condition: () => boolean, what: string, withinMs = 25_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`Not in time: ${what}; told: ${this.states().join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
