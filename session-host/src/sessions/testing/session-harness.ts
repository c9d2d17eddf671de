import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, HostFact } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { type FaultTrigger, noFaults } from '../../faults/fault-point.ts';
import type { MediaTransfer } from '../../link/media-transfer.ts';
import { Store } from '../../store/store.ts';
import { type Log, silentLog } from '../../telemetry/log.ts';
import { FakeClock, settle } from '../../testing/fake-clock.ts';
import { Session } from '../session.ts';
import { StartSlots } from '../start-slots.ts';
import type { SupervisorLimits } from '../supervisor-limits.ts';
import { FakeAccount } from './fake-engine.ts';

const noMedia: MediaTransfer = { download: () => Promise.resolve(), upload: () => Promise.resolve() };

/** One session on a store in a folder of its own; `reopen` is a restart of the host, `crash` one without goodbye. */
export class SessionHarness {
  readonly dir = mkdtempSync(join(tmpdir(), 'waqtor-session-'));
  readonly sessionId = newId('ses');
  readonly clock = new FakeClock();
  readonly account = new FakeAccount();
  faultPoint: FaultTrigger = noFaults;
  media: MediaTransfer = noMedia;
  maySend = true;
  isLinked = true;
  limits: Partial<SupervisorLimits> = {};
  /** What the system tells of the session's memory. */
  memoryBytes: number | null = null;
  slots = new StartSlots(2);
  log: Log = silentLog;
  store!: Store;
  session!: Session;
  #n = 0;

  async open(): Promise<this> {
    this.store = new Store(this.dir, this.clock, silentLog);
    await this.store.commit(() => this.store.sessions.ensure(this.sessionId, 1));
    this.session = new Session({
      sessionId: this.sessionId,
      folder: join(this.dir, 'sessions', this.sessionId),
      store: this.store,
      clock: this.clock,
      log: this.log,
      createEngine: this.account.create,
      slots: this.slots,
      limits: this.limits,
      memoryOf: () => Promise.resolve(this.memoryBytes),
      media: this.media,
      faultPoint: (point) => this.faultPoint(point),
      maySend: () => this.maySend,
      onRows: () => undefined,
      isLinked: () => this.isLinked,
    });
    this.session.resume();
    this.session.setLeased(true);
    await this.session.wish('running');
    await settle();
    return this;
  }

  /** The host dies: nothing of it goes on, its engine is gone, the disk stays as it is. */
  async crash(): Promise<void> {
    await this.session.close('host_lost');
    this.store.close();
    await settle();
  }

  async reopen(): Promise<void> {
    await this.crash();
    await this.open();
  }

  async dispatch(...commands: unknown[]): Promise<void> {
    await this.session.accept(commands.map((command) => ({ n: ++this.#n, command })));
    await settle();
  }

  facts<T extends HostFact['type']>(type: T): Extract<HostFact, { type: T }>[] {
    return this.store.outbox
      .after(this.sessionId, 0, 1_000)
      .map((row) => row.event.fact as HostFact)
      .filter((fact): fact is Extract<HostFact, { type: T }> => fact.type === type);
  }

  outcomes(command: Command): string[] {
    return this.facts('outcome')
      .filter((fact) => fact.commandId === command.id)
      .map((fact) => (fact.code === null ? fact.result : `${fact.result} ${fact.code}`));
  }

  /** Steps of recovery as `stage cause outcome`. */
  recoveries(): string[] {
    return this.facts('recovery').map(({ stage, cause, outcome }) => `${stage} ${cause} ${outcome}`);
  }

  states(): string[] {
    return this.facts('state').map((fact) => (fact.reason === null ? fact.status : `${fact.status}/${fact.reason}`));
  }
}
