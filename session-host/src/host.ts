import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Capabilities, FleetFrame } from '@waqtor/contracts';
import type { HostStatus } from './admin/host-status.ts';
import { type Clock, sleep } from './clock.ts';
import { ConfigError, type HostConfig } from './config.ts';
import { OWN_ID_KINDS } from './engine/engine-limits.ts';
import { enrol } from './enrolment/enrol.ts';
import { type Identity, loadIdentity } from './enrolment/identity.ts';
import { armFaultPoint } from './faults/fault-point.ts';
import { sessionFolder } from './hosted-session.ts';
import { LeasedSessions } from './leased-sessions.ts';
import { ControlLink } from './link/control-link.ts';
import type { Moment } from './link/lease-clock.ts';
import type { CreateSessionEngine } from './sessions/session-engine.ts';
import { StartSlots } from './sessions/start-slots.ts';
import type { SupervisorLimits } from './sessions/supervisor.ts';
import { Turns } from './turns.ts';
import { takeSnapshot } from './snapshot/take-snapshot.ts';
import { onDiskSoon } from './store/on-disk-soon.ts';
import { Store } from './store/store.ts';
import { HostTelemetry } from './telemetry/host-telemetry.ts';
import { type Log, errorName } from './telemetry/log.ts';
import { HOST_VERSION } from './version.ts';
import { volumeIdOf } from './volume.ts';

/** `stop` ends by then, whatever hangs. */
const STOP_DEADLINE_MS = 9_000;
const PRUNE_EVERY_MS = 3_600_000;

export interface HostOptions {
  config: HostConfig;
  clock: Clock;
  log: Log;
  /** Gets the store's id, for marking child processes. */
  engines: (storeId: string, capabilities: Capabilities) => CreateSessionEngine;
  onReady: (hostId: string) => void;
  /** The host cannot go on: only the operator can help. */
  onFatal: (error: Error) => void;
  limits?: Partial<SupervisorLimits>;
}

/** What such an engine can do as long as it has not told by itself. */
const assumedCapabilities = (config: HostConfig): Capabilities => {
  const sends = [...OWN_ID_KINDS];
  return {
    engine: config.engine.kind === 'memory' ? 'memory' : 'wwebjs',
    isSimulated: config.engine.kind !== 'real',
    send: sends,
    sendWithOwnId: sends,
    pairingCode: true,
    history: true,
  };
};

/** The parent process: identity, store, control link, and the sessions that are leased to it. */
export class Host {
  readonly #options: HostOptions;
  readonly #store: Store;
  readonly #identity: Identity;
  readonly #control: ControlLink;
  readonly #leased: LeasedSessions;
  readonly #telemetry: HostTelemetry;
  readonly #volumeId: string;
  readonly #stopping = new AbortController();
  /**
   * What the fleet says of one session is worked through in order: an assignment may follow its revocation. Sessions
   * do not wait for each other: an end that takes long must not keep the leases of the others from being renewed.
   */
  readonly #turns = new Turns();
  #hostId = '';
  #isReadyTold = false;
  #hasUsedCode = false;
  #cancelPrune: () => void = () => undefined;

  /** Throws ConfigError: another host uses the folder, or a file in it cannot be read. */
  constructor(options: HostOptions) {
    const { config, clock, log } = options;
    this.#options = options;
    this.#identity = loadIdentity(config.dataDir, () => clock.now());
    this.#volumeId = volumeIdOf(config.volumeDir);
    this.#store = new Store(config.dataDir, clock, log);
    const store = this.#store;
    const capabilities = assumedCapabilities(config);
    this.#leased = new LeasedSessions({
      edgeUrl: config.edgeUrl,
      dataDir: config.dataDir,
      volumeDir: config.volumeDir,
      hostId: () => this.#hostId,
      store,
      clock,
      log,
      createEngine: options.engines(store.storeId, capabilities),
      slots: new StartSlots(config.startSlots),
      faultPoint: armFaultPoint(config.engine.kind === 'real' ? null : config.faultPoint, config.dataDir),
      fallbackCapabilities: capabilities,
      sign: (scope) => this.#identity.headers(this.#hostId, scope),
      onLeaseDoubted: () => this.#control.renewNow(),
      onLoginTaken: (sessionId) => void this.#inTurn(sessionId, 'login taken', () => this.#leased.letGo(sessionId)),
      onOutdated: (sessionId) => void this.#inTurn(sessionId, 'old rows', () => this.#leased.beginAfresh(sessionId)),
      release: (lease) => this.#control.release(lease),
      limits: { ...config.sessionLimits, ...options.limits },
    });
    this.#telemetry = new HostTelemetry({ config, clock, log, sessions: () => this.#leased.all });
    this.#control = new ControlLink({
      edgeUrl: config.edgeUrl,
      headers: () => this.#identity.headers(this.#hostId, { audience: 'control', sessionId: '', epoch: 0 }),
      clock,
      log,
      storeId: store.storeId,
      capacity: config.capacity,
      region: config.region,
      volumeId: this.#volumeId,
      isDraining: () => store.isDraining,
      telemetry: () => this.#telemetry.take(),
      capabilities: () => capabilities,
      known: () => store.sessions.all().map(({ sessionId, epoch }) => ({ sessionId, epoch })),
      held: () => this.#leased.held,
      onFrame: (frame, since) => this.#handle(frame, since),
      onUp: () => this.#onUp(),
      onRefused: (code) => void this.#onRefused(code),
    });
  }

  get storeId(): string {
    return this.#store.storeId;
  }

  /** Enrols when needed (waiting for the edge) and dials the control link. Throws ConfigError when it cannot. */
  async start(): Promise<void> {
    this.#hostId = this.#store.hostId ?? (await this.#enrol());
    if (this.#stopping.signal.aborted) return;
    this.#prune();
    this.#control.start();
  }

  /** Ends every browser, tells the fleet, closes the store. At most 10 s. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort(new Error('The host is stopping'));
    this.#cancelPrune();
    await Promise.race([this.#endAll(), sleep(this.#options.clock, STOP_DEADLINE_MS)]);
    this.#control.stop();
    this.#store.close();
  }

  async #endAll(): Promise<void> {
    const close = () => this.#leased.closeAll('restarting', true);
    // One that is being moved away still has its release to tell; one that was just taken up must end too.
    await Promise.all([close(), this.#turns.idle()]);
    await close();
  }

  /**
   * Tells the fleet that this machine is to be emptied, or may be used again; kept over restarts. Throws ConfigError
   * when that cannot be stored.
   */
  async setDraining(isDraining: boolean): Promise<void> {
    await onDiskSoon(this.#options.clock, this.#store.setDraining(isDraining));
    this.#options.log.info(isDraining ? 'The host drains' : 'The host takes sessions again');
    this.#control.drain(isDraining);
  }

  /** Rejects, or stays open, when the store cannot be written. */
  proveWritable(): Promise<void> {
    return this.#store.proveWritable();
  }

  async status(): Promise<HostStatus> {
    const { config } = this.#options;
    const control = this.#control;
    const told = await this.#telemetry.take();
    const health = new Map((told.health ?? []).map((one) => [one.sessionId, one]));
    return {
      version: HOST_VERSION,
      hostId: this.#hostId,
      hostName: config.hostName,
      edgeUrl: config.edgeUrl,
      engine: config.engine.kind,
      region: config.region,
      volumeId: this.#volumeId,
      isEnrolled: this.#hostId !== '' && control.refusal !== 'host_not_enrolled',
      isConnected: control.isUp,
      downMs: control.downMs,
      refusal: control.refusal,
      clockFault: control.clockFault,
      isDraining: this.#store.isDraining,
      isStopping: this.#stopping.signal.aborted,
      uptimeSeconds: told.uptimeSeconds,
      cpuSeconds: told.cpuSeconds,
      capacity: told.capacity ?? config.capacity,
      rssBytes: told.rssBytes,
      pssBytes: told.pssBytes ?? null,
      memoryAvailableBytes: told.memoryAvailableBytes ?? null,
      diskFreeBytes: told.diskFreeBytes ?? null,
      outboxRows: this.#store.outbox.total,
      recoveries: this.#store.tally.recoveries,
      sessions: this.#leased.all.map(({ sessionId, epoch, leaseAgeMs }) => {
        const state = this.#store.sessions.get(sessionId)?.lastState;
        const { memoryBytes = null, lastEventAt = null, restarts = 0 } = health.get(sessionId) ?? {};
        const { status = null, reason = null } = state ?? {};
        return { sessionId, epoch, status, reason, memoryBytes, lastEventAt, restarts, leaseAgeMs };
      }),
    };
  }

  /**
   * An encrypted copy of a session's login. A session that runs is stopped for it, when `mayStop`, and comes back
   * after `done`. Throws ConfigError with one sentence.
   */
  async snapshot(sessionId: string, mayStop: boolean): Promise<{ archive: Readable; done: () => void }> {
    const { config, clock } = this.#options;
    const key = config.fleetKey;
    if (key === null) throw new ConfigError('WAQTOR_FLEET_KEY is missing: make one with `waqtor-host key`.');
    const profileDir = join(sessionFolder(config.volumeDir, sessionId), 'profile');
    if (!this.#store.sessions.get(sessionId) || !existsSync(profileDir))
      throw new ConfigError('There is no login of this session on this host.');
    const taken = new ConfigError('A snapshot of this session is being taken already.');
    if (this.#leased.isSetAside(sessionId)) throw taken;
    if (this.#leased.get(sessionId)) {
      if (!mayStop) throw new ConfigError('The session is running; add --stop to end its browser for the snapshot.');
      let isOurs = false;
      await this.#inTurn(sessionId, 'snapshot', async () => void (isOurs = await this.#leased.setAside(sessionId)));
      if (!isOurs) throw taken;
    }
    const storeId = this.#store.storeIdOf(sessionId);
    const archive = takeSnapshot({ sessionId, profileDir, storeId, takenAtMs: clock.now(), key });
    const done = (): void => {
      // While it still counts as held: the answer to this renewal is the assignment that starts it again.
      this.#control.renewNow();
      this.#leased.putBack(sessionId);
    };
    return { archive, done };
  }

  async #enrol(): Promise<string> {
    const { config, clock, log } = this.#options;
    this.#hasUsedCode = true;
    const hostId = await enrol({
      edgeUrl: config.edgeUrl,
      code: config.enrolmentCode,
      hostName: config.hostName,
      identity: this.#identity,
      clock,
      log,
      signal: this.#stopping.signal,
    });
    this.#store.setHostId(hostId);
    log.info('The host is enrolled', { hostId });
    return hostId;
  }

  #onUp(): void {
    if (this.#isReadyTold) return;
    this.#isReadyTold = true;
    this.#options.onReady(this.#hostId);
  }

  /** The edge forgot this host (removed, or a new edge behind the same address): a code that is still new buys it in. */
  async #onRefused(code: string): Promise<void> {
    const { config, log } = this.#options;
    if (code !== 'host_not_enrolled') return;
    if (this.#hasUsedCode || config.enrolmentCode === null) {
      log.error('The edge does not know this host: it was removed, or never enrolled; enrol it with a new code');
      // Nothing here is ours any more. The logins stay on disk: only a wipe of the fleet takes them away.
      return this.#inTurn('', 'removed', () => this.#leased.closeAll(null, false));
    }
    try {
      this.#hostId = await this.#enrol();
      this.#control.reconnectNow();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#options.onFatal(error instanceof ConfigError ? error : new Error('The enrolment failed', { cause: error }));
    }
  }

  /** `sessionId` empty: about the host itself. */
  async #inTurn(sessionId: string, what: string, work: () => Promise<void>): Promise<void> {
    try {
      await this.#turns.take(sessionId, work);
    } catch (error) {
      this.#options.log.error('A step of the host failed', { what, error: errorName(error) });
    }
  }

  #handle(frame: FleetFrame, since: (sessionId: string) => Moment): void {
    const inTurn = (sessionId: string, work: () => Promise<void>): void =>
      void this.#inTurn(sessionId, frame.type, async () => (this.#stopping.signal.aborted ? undefined : work()));
    switch (frame.type) {
      case 'assign':
        for (const lease of frame.leases) {
          const moment = since(lease.sessionId);
          inTurn(lease.sessionId, () => this.#leased.assign(lease, moment));
        }
        return;
      case 'revoke':
        return inTurn(frame.sessionId, () => this.#leased.revoke(frame));
      case 'drain':
        if (frame.isDraining !== this.#store.isDraining)
          this.#options.log.info('The fleet changed whether this host drains', { isDraining: frame.isDraining });
        return inTurn('', () => this.#store.setDraining(frame.isDraining));
      case 'error':
        return this.#options.log.warn('The fleet reported an error', { code: frame.code });
    }
  }

  #prune(): void {
    const nowMs = this.#options.clock.now();
    this.#store
      .commit(() => {
        this.#store.inbox.prune(nowMs);
        this.#store.intents.prune(nowMs);
        this.#store.mediaJobs.prune(nowMs);
      })
      .catch((error: unknown) => this.#options.log.warn('Old rows stay', { error: errorName(error) }));
    this.#cancelPrune = this.#options.clock.after(PRUNE_EVERY_MS, () => this.#prune());
  }
}
