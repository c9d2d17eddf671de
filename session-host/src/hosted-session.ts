import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { Capabilities, Lease, SessionReasonCode } from '@waqtor/contracts';
import type { Clock } from './clock.ts';
import type { SignedScope } from './enrolment/identity.ts';
import type { FaultTrigger } from './faults/fault-point.ts';
import { LeaseClock } from './link/lease-clock.ts';
import { createMediaTransfer } from './link/media-transfer.ts';
import { SessionLink } from './link/session-link.ts';
import type { CreateSessionEngine } from './sessions/session-engine.ts';
import { Session } from './sessions/session.ts';
import type { StartSlots } from './sessions/start-slots.ts';
import type { SupervisorLimits } from './sessions/supervisor.ts';
import type { Store } from './store/store.ts';
import { type Log, errorName } from './telemetry/log.ts';

export interface HostedSessionOptions {
  edgeUrl: string;
  dataDir: string;
  store: Store;
  clock: Clock;
  log: Log;
  createEngine: CreateSessionEngine;
  slots: StartSlots;
  faultPoint: FaultTrigger;
  fallbackCapabilities: Capabilities;
  sign: (scope: SignedScope) => Record<string, string>;
  /** The room says that the lease is not ours: ask the fleet. */
  onLeaseDoubted: () => void;
  limits?: Partial<SupervisorLimits>;
}

export const sessionFolder = (dataDir: string, sessionId: string): string => join(dataDir, 'sessions', sessionId);

/** A session under a lease: the lease's clock, the session, and its link. */
export class HostedSession {
  readonly sessionId: string;
  readonly #options: HostedSessionOptions;
  readonly #log: Log;
  readonly #session: Session;
  readonly #link: SessionLink;
  readonly #lease: LeaseClock;
  #epoch: number;
  #leaseDesired: Lease['desired'] | null = null;

  /** The session's row must be in the store. */
  constructor(lease: Lease, options: HostedSessionOptions) {
    this.sessionId = lease.sessionId;
    this.#options = options;
    this.#epoch = lease.epoch;
    const { sessionId } = this;
    const { store, clock, edgeUrl, sign } = options;
    const log = options.log.with({ sessionId });
    this.#log = log;
    this.#lease = new LeaseClock(clock, {
      onFence: () => {
        log.warn('The lease was not renewed; the session is stopped');
        this.#session.setLeased(false);
      },
      onDeath: () => void this.#session.kill(),
    });
    this.#session = new Session({
      sessionId,
      folder: sessionFolder(options.dataDir, sessionId),
      store,
      clock,
      log,
      createEngine: options.createEngine,
      slots: options.slots,
      media: createMediaTransfer(edgeUrl, (mediaId) =>
        sign({ audience: `media:${mediaId}`, sessionId, epoch: this.#epoch }),
      ),
      faultPoint: options.faultPoint,
      maySend: () => this.#lease.maySend,
      onRows: () => this.#link.notify(),
      ...(options.limits ? { limits: options.limits } : {}),
    });
    this.#link = new SessionLink({
      edgeUrl,
      sessionId,
      epoch: lease.epoch,
      headers: (epoch) => sign({ audience: 'link', sessionId, epoch }),
      store,
      clock,
      log,
      // As last seen, or what such an engine can do at least.
      capabilities: () => store.sessions.get(sessionId)?.capabilities ?? options.fallbackCapabilities,
      onCommands: (dispatches) => this.#session.accept(dispatches),
      onDesired: (desired) => this.#wish(desired),
      onMarks: (marks) => {
        this.#session.marks(marks).catch((error: unknown) => {
          log.warn('The marks of the room could not be taken over', { error: errorName(error) });
        });
      },
      onRefused: (code) => {
        if (code === 'not_lease_holder') options.onLeaseDoubted();
      },
    });
    this.#link.start();
    this.renewed(lease);
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The fleet confirmed the lease; a lower epoch is an answer from before. */
  renewed(lease: Lease): void {
    if (lease.epoch < this.#epoch) return;
    const wasLeased = this.#lease.maySend;
    this.#lease.renew(lease.ttlMs);
    this.#epoch = lease.epoch;
    // The room is the truth about what is wanted and says so on its link; the fleet's copy counts when it changes.
    if (lease.desired !== this.#leaseDesired) {
      this.#leaseDesired = lease.desired;
      this.#wish(lease.desired);
    }
    if (!wasLeased) this.#session.setLeased(true);
    this.#link.renewed(lease.epoch);
  }

  /** Ends the engine and the link. The login and the outbox stay. */
  async close(reason: SessionReasonCode | null): Promise<void> {
    await this.#session.close(reason);
    this.#lease.stop();
    this.#link.stop();
  }

  /** After `close`: nothing of the session stays on this machine. */
  async wipe(): Promise<void> {
    await this.#options.store.forget(this.sessionId);
    await rm(sessionFolder(this.#options.dataDir, this.sessionId), { recursive: true, force: true });
  }

  #wish(desired: Lease['desired']): void {
    this.#session.wish(desired).catch((error: unknown) => {
      this.#log.warn('The wish could not be stored', { error: errorName(error) });
    });
  }
}
