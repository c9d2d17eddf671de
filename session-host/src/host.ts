import { availableParallelism } from 'node:os';
import type { Capabilities, FleetFrame, Lease } from '@waqtor/contracts';
import { type Clock, sleep } from './clock.ts';
import { ConfigError, type HostConfig } from './config.ts';
import { enrol } from './enrolment/enrol.ts';
import { type Identity, loadIdentity } from './enrolment/identity.ts';
import { type FaultTrigger, armFaultPoint } from './faults/fault-point.ts';
import { HostedSession, type HostedSessionOptions } from './hosted-session.ts';
import { ControlLink } from './link/control-link.ts';
import type { CreateSessionEngine } from './sessions/session-engine.ts';
import { StartSlots } from './sessions/start-slots.ts';
import type { SupervisorLimits } from './sessions/supervisor.ts';
import { Store } from './store/store.ts';
import { type Log, errorName } from './telemetry/log.ts';

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
  const sends = ['text', 'image', 'video', 'audio', 'voice', 'document'];
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
  readonly #sessions = new Map<string, HostedSession>();
  readonly #hosted: HostedSessionOptions;
  readonly #stopping = new AbortController();
  /** Frames of the fleet are worked through one after the other: an assignment may follow its revocation. */
  #work: Promise<void> = Promise.resolve();
  #hostId = '';
  #isReadyTold = false;
  #hasUsedCode = false;
  #cancelPrune: () => void = () => undefined;

  constructor(options: HostOptions) {
    const { config, clock, log } = options;
    this.#options = options;
    this.#identity = loadIdentity(config.dataDir, () => clock.now());
    this.#store = new Store(config.dataDir, clock, log);
    const capabilities = assumedCapabilities(config);
    const faultPoint: FaultTrigger = armFaultPoint(
      config.engine.kind === 'real' ? null : config.faultPoint,
      config.dataDir,
    );
    this.#hosted = {
      edgeUrl: config.edgeUrl,
      dataDir: config.dataDir,
      store: this.#store,
      clock,
      log,
      createEngine: options.engines(this.#store.storeId, capabilities),
      slots: new StartSlots(Math.max(1, availableParallelism())),
      faultPoint,
      fallbackCapabilities: capabilities,
      sign: (scope) => this.#identity.headers(this.#hostId, scope),
      onLeaseDoubted: () => this.#control.renewNow(),
      ...(options.limits ? { limits: options.limits } : {}),
    };
    this.#control = new ControlLink({
      edgeUrl: config.edgeUrl,
      headers: () => this.#identity.headers(this.#hostId, { audience: 'control', sessionId: '', epoch: 0 }),
      clock,
      log,
      storeId: this.#store.storeId,
      capacity: config.capacity,
      capabilities: () => capabilities,
      known: () => this.#store.sessions.all().map(({ sessionId, epoch }) => ({ sessionId, epoch })),
      held: () => [...this.#sessions.values()].map(({ sessionId, epoch }) => ({ sessionId, epoch })),
      onFrame: (frame) => this.#onFrame(frame),
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
    await Promise.race([this.#closeAll(), sleep(this.#options.clock, STOP_DEADLINE_MS)]);
    this.#control.stop();
    this.#store.close();
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
    if (this.#hasUsedCode || config.enrolmentCode === null)
      return log.error('This host is not enrolled: create a one-time code and set WAQTOR_ENROLMENT_CODE');
    try {
      this.#hostId = await this.#enrol();
      this.#control.reconnectNow();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#options.onFatal(error instanceof ConfigError ? error : new Error('The enrolment failed', { cause: error }));
    }
  }

  #onFrame(frame: FleetFrame): void {
    this.#work = this.#work
      .then(() => this.#handle(frame))
      .catch((error: unknown) => {
        this.#options.log.error('A control frame could not be worked through', {
          type: frame.type,
          error: errorName(error),
        });
      });
  }

  async #handle(frame: FleetFrame): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    switch (frame.type) {
      case 'assign':
        for (const lease of frame.leases) await this.#assign(lease);
        return;
      case 'revoke':
        return this.#revoke(frame.sessionId, frame.wipe);
      case 'drain':
        this.#options.log.info('The host drains');
        return this.#closeAll();
      case 'error':
        return this.#options.log.warn('The fleet reported an error', { code: frame.code });
    }
  }

  async #assign(lease: Lease): Promise<void> {
    const { sessionId, epoch } = lease;
    const known = this.#sessions.get(sessionId);
    if (epoch < (this.#store.sessions.get(sessionId)?.epoch ?? 0)) return;
    await this.#store.commit(() => this.#store.sessions.ensure(sessionId, epoch));
    if (known) known.renewed(lease);
    else {
      this.#options.log.info('A session was assigned', { sessionId, epoch });
      this.#sessions.set(sessionId, new HostedSession(lease, this.#hosted));
    }
  }

  async #revoke(sessionId: string, wipe: boolean): Promise<void> {
    const session = this.#sessions.get(sessionId);
    this.#options.log.info('A session was revoked', { sessionId, wipe });
    if (!session) return;
    this.#sessions.delete(sessionId);
    await session.close(null);
    if (wipe) await session.wipe();
    this.#control.release({ sessionId, epoch: session.epoch });
  }

  async #closeAll(): Promise<void> {
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(
      all.map(async (session) => {
        try {
          // Whoever comes next says `ready` soon; if nobody does, the room tells that the host is lost.
          await session.close('restarting');
          this.#control.release({ sessionId: session.sessionId, epoch: session.epoch });
        } catch (error) {
          this.#options.log.warn('A session did not end well', { error: errorName(error) });
        }
      }),
    );
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
