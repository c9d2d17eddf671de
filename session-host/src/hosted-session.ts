import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { statSync } from 'node:fs';
import type { Capabilities, Lease, SessionReasonCode } from '@waqtor/contracts';
import { type Clock, sleep } from './clock.ts';
import { isForeign } from './config.ts';
import type { SignedScope } from './enrolment/identity.ts';
import type { FaultTrigger } from './faults/fault-point.ts';
import { LeaseClock, type Moment } from './link/lease-clock.ts';
import { claimLogin } from './login-claim.ts';
import { createMediaTransfer } from './link/media-transfer.ts';
import { SessionLink } from './link/session-link.ts';
import { unavailableBy } from './sessions/login-folder.ts';
import { type CreateSessionEngine, EngineUnavailable, type SessionEngine } from './sessions/session-engine.ts';
import { Session, type SessionHealthReport } from './sessions/session.ts';
import type { StartSlots } from './sessions/start-slots.ts';
import type { SupervisorLimits } from './sessions/supervisor.ts';
import type { Store } from './store/store.ts';
import { type Log, errorName } from './telemetry/log.ts';

export interface HostedSessionOptions {
  edgeUrl: string;
  dataDir: string;
  /** Where the logins lie, perhaps seen by other hosts. */
  volumeDir: string;
  /** Asked when needed: a host that enrols anew has another one. */
  hostId: () => string;
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
  /** Another host claimed the login: this session must be let go. */
  onLoginTaken: (sessionId: string) => void;
  /** The rows of the session are an old copy: it must begin afresh. */
  onOutdated: (sessionId: string) => void;
  limits?: Partial<SupervisorLimits>;
}

/** What was told last goes to the room before the lease does: rows left behind would wait for ever. */
const FLUSH_DEADLINE_MS = 3_000;
const FLUSH_LOOK_MS = 25;

export const sessionFolder = (volumeDir: string, sessionId: string): string => join(volumeDir, 'sessions', sessionId);

/** Of another user of the machine, in whole or its profile. A folder that is not there yet is none. */
export const isFolderForeign = (folder: string): boolean =>
  [folder, join(folder, 'profile')].some(
    (path) => statSync(path, { throwIfNoEntry: false }) !== undefined && isForeign(path),
  );

/** A session under a lease: the lease's clock, the session, and its link. */
export class HostedSession {
  readonly sessionId: string;
  readonly #options: HostedSessionOptions;
  readonly #log: Log;
  readonly #session: Session;
  readonly #link: SessionLink;
  readonly #leaseClock: LeaseClock;
  readonly #folder: string;
  readonly #isUnusable: boolean;
  #epoch: number;
  /** As the fleet gave it last. */
  lease: Lease;
  #leaseDesired: Lease['desired'] | null = null;
  /** The one made last: it is told how long it may live. */
  #newest: SessionEngine | null = null;

  /** The session's row must be in the store. */
  constructor(lease: Lease, since: Moment, options: HostedSessionOptions) {
    this.sessionId = lease.sessionId;
    this.lease = lease;
    this.#options = options;
    this.#epoch = lease.epoch;
    const { sessionId } = this;
    const { store, clock, edgeUrl, sign } = options;
    const log = options.log.with({ sessionId });
    this.#log = log;
    this.#folder = sessionFolder(options.volumeDir, sessionId);
    this.#isUnusable = isFolderForeign(this.#folder);
    if (this.#isUnusable)
      log.error(
        'The folder of this session belongs to another user: give it to the user of the host (chown) and start anew',
      );
    this.#leaseClock = new LeaseClock(clock, {
      onFence: () => this.#fence(),
      onDeath: () => void this.#session.kill(),
    });
    this.#session = new Session({
      sessionId,
      folder: this.#isUnusable ? join(options.dataDir, 'unusable', sessionId) : this.#folder,
      store,
      clock,
      log,
      createEngine: (engineOptions) => this.#engine(engineOptions),
      slots: options.slots,
      media: createMediaTransfer(edgeUrl, (mediaId) =>
        sign({ audience: `media:${mediaId}`, sessionId, epoch: this.#epoch }),
      ),
      faultPoint: options.faultPoint,
      maySend: () => this.#leaseClock.maySend,
      onRows: () => this.#link.notify(),
      isLinked: () => this.#link.isUp,
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
        this.#session.resume();
        this.#session.marks(marks).catch((error: unknown) => {
          log.warn('The marks of the room could not be taken over', { error: errorName(error) });
        });
      },
      onOutdated: () => options.onOutdated(sessionId),
      onRefused: (code) => {
        if (code === 'not_lease_holder') options.onLeaseDoubted();
      },
    });
    this.#link.start();
    this.renewed(lease, since);
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** From when on its lease counts. */
  get leaseSince(): Moment {
    return this.#leaseClock.since;
  }

  get leaseAgeMs(): number {
    return this.#leaseClock.ageMs;
  }

  /** No other host can have been given the session meanwhile. */
  get isLeaseFresh(): boolean {
    return this.#leaseClock.maySend;
  }

  health(): Promise<SessionHealthReport> {
    return this.#session.health();
  }

  /** The fleet confirmed the lease; a lower epoch is an answer from before. */
  renewed(lease: Lease, since: Moment): void {
    if (lease.epoch < this.#epoch) return;
    this.lease = lease;
    const wasLeased = this.#leaseClock.maySend;
    this.#leaseClock.renew(lease.ttlMs, since);
    this.#newest?.liveFor?.(this.#leaseClock.leftMs);
    this.#epoch = lease.epoch;
    // The room is the truth about what is wanted and says so on its link; the fleet's copy counts when it changes.
    if (lease.desired !== this.#leaseDesired) {
      this.#leaseDesired = lease.desired;
      this.#wish(lease.desired);
    }
    if (!wasLeased && this.#leaseClock.maySend) this.#session.setLeased(true);
    this.#link.renewed(lease.epoch);
  }

  /**
   * Ends the engine and the link. The login and the outbox stay. `reason` null: nothing is told. `isFlushed` waits a
   * moment until the room has every row, for a session that goes elsewhere.
   */
  async close(reason: SessionReasonCode | null, isFlushed = false): Promise<void> {
    await this.#session.close(reason);
    if (isFlushed) await this.#flush();
    this.#leaseClock.stop();
    this.#link.stop();
  }

  /** After `close`: nothing of the session stays on this machine. */
  async wipe(): Promise<void> {
    await wipeSession(this.#options, this.sessionId);
  }

  async #flush(): Promise<void> {
    const { store, clock } = this.#options;
    // What was just told is a row only when the commit under way is done.
    await store.commit(() => undefined);
    const until = clock.monotonic() + FLUSH_DEADLINE_MS;
    while (store.outbox.size(this.sessionId) > 0 && clock.monotonic() < until) await sleep(clock, FLUSH_LOOK_MS);
  }

  /** S-6: looked at before every start, for the lease may have gone elsewhere while this machine slept. */
  #engine(engineOptions: Parameters<CreateSessionEngine>[0]): ReturnType<CreateSessionEngine> {
    if (this.#isUnusable) throw new EngineUnavailable('profile_unusable');
    if (!this.#leaseClock.maySend) {
      // The machine slept, or its clock was set, and the timer of the fence has not looked yet.
      this.#fence();
      throw new Error('The lease is over');
    }
    if (!this.#claim()) {
      this.#log.warn('Another host has claimed the login; it is not used here', { epoch: this.#epoch });
      this.#options.onLoginTaken(this.sessionId);
      throw new EngineUnavailable('moving');
    }
    this.#newest = this.#options.createEngine(engineOptions);
    this.#newest.liveFor?.(this.#leaseClock.leftMs);
    return this.#newest;
  }

  #fence(): void {
    this.#log.warn('The lease was not renewed; the session is stopped');
    this.#session.setLeased(false);
  }

  /** False: another host has it. Throws EngineUnavailable where the claim cannot be written (full disk, not ours). */
  #claim(): boolean {
    try {
      return claimLogin(this.#folder, { hostId: this.#options.hostId(), epoch: this.#epoch });
    } catch (error) {
      throw unavailableBy(error) ?? error;
    }
  }

  #wish(desired: Lease['desired']): void {
    this.#session.wish(desired).catch((error: unknown) => {
      this.#log.warn('The wish could not be stored', { error: errorName(error) });
    });
  }
}

/** Login, spool and rows of a session leave this machine, whether it ran or not. */
export const wipeSession = async (
  { store, volumeDir, dataDir }: Pick<HostedSessionOptions, 'store' | 'volumeDir' | 'dataDir'>,
  sessionId: string,
): Promise<void> => {
  // The rows last: while they are there, a wipe that was cut short is asked for again.
  for (const folder of [sessionFolder(volumeDir, sessionId), join(dataDir, 'unusable', sessionId)])
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  await store.forget(sessionId);
};
