import {
  CONTROL_PROTOCOL,
  type Capabilities,
  type FleetFrame,
  LEASE_RENEW_MS,
  fleetFrameSchema,
} from '@waqtor/contracts';
import type { Clock } from '../clock.ts';
import type { TelemetryFrame } from '../telemetry/host-telemetry.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import { HOST_VERSION } from '../version.ts';
import { clockSentence } from './clock-offset.ts';
import type { EdgeSocket, SocketEnd } from './edge-socket.ts';
import { readFrame } from './frame.ts';
import { LeaseAsks } from './lease-asks.ts';
import type { Moment } from './lease-clock.ts';
import { PersistentSocket } from './persistent-socket.ts';

/** A host that is not enrolled needs an operator; it asks again so often. */
const NOT_ENROLLED_WAIT_MS = 30_000;
/** A clock that is off is told about once in so long, not at every try. */
const CLOCK_WARN_EVERY_MS = 60_000;
const KNOWN = new Set(['assign', 'revoke', 'drain', 'error']);

export interface HeldLease {
  sessionId: string;
  epoch: number;
}

export interface ControlLinkOptions {
  edgeUrl: string;
  headers: () => Record<string, string>;
  clock: Clock;
  log: Log;
  storeId: string;
  capacity: number;
  region: string | null;
  volumeId: string;
  isDraining: () => boolean;
  telemetry: () => Promise<TelemetryFrame>;
  capabilities: () => Capabilities;
  /** Sessions whose data lies here, with the last epoch. */
  known: () => HeldLease[];
  /** Leases to renew. */
  held: () => HeldLease[];
  /** `since`: from when on the lease of a session in an `assign` counts. */
  onFrame: (frame: FleetFrame, since: (sessionId: string) => Moment) => void;
  /** The hello was sent on an open connection. */
  onUp: () => void;
  onRefused: (code: string) => void;
}

/** The link to HostFleet: who serves what, renewed every 15 s. */
export class ControlLink {
  readonly #options: ControlLinkOptions;
  readonly #persistent: PersistentSocket;
  readonly #asks: LeaseAsks;
  #renewEveryMs = LEASE_RENEW_MS;
  #socket: EdgeSocket | null = null;
  #downSince: number | null;
  #refusal: string | null = null;
  #clockOffsetMs = 0;
  #clockWarnedAt = -Infinity;
  #cancelRenewal: () => void = () => undefined;

  constructor(options: ControlLinkOptions) {
    this.#options = options;
    this.#asks = new LeaseAsks(options.clock);
    this.#downSince = options.clock.monotonic();
    this.#persistent = new PersistentSocket({
      url: `${options.edgeUrl.replace(/^http/, 'ws')}/host/control`,
      headers: options.headers,
      clock: options.clock,
      log: options.log,
      onOpen: (socket) => this.#greet(socket),
      onText: (_, text) => this.#read(text),
      onDown: (end) => this.#onDown(end),
    });
  }

  start(): void {
    this.#persistent.start();
  }

  stop(): void {
    this.#cancelRenewal();
    this.#persistent.stop();
  }

  get isUp(): boolean {
    return this.#socket !== null;
  }

  /** How long the link has been down; 0 while it is up. */
  get downMs(): number {
    return this.#downSince === null ? 0 : this.#options.clock.monotonic() - this.#downSince;
  }

  /** Code of the last refusal, until the edge accepts again. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** Null while the clock is right, as far as the edge told. */
  get clockFault(): string | null {
    return clockSentence(this.#clockOffsetMs);
  }

  reconnectNow(): void {
    this.#persistent.reconnectNow();
  }

  /** The browsers of this session have ended; somebody else may have it at once. */
  release(lease: HeldLease): void {
    this.#socket?.send({ type: 'release', ...lease });
  }

  /** The operator of this machine wants it empty, or working again. Hello repeats it. */
  drain(isDraining: boolean): void {
    this.#socket?.send({ type: 'drain', isDraining });
  }

  renewNow(): void {
    const leases = this.#options.held();
    if (leases.length === 0 || !this.#socket) return;
    this.#asks.asked(leases.map(({ sessionId }) => sessionId));
    this.#socket.send({ type: 'renew', leases });
  }

  #greet(socket: EdgeSocket): void {
    this.#socket = socket;
    this.#downSince = null;
    this.#refusal = null;
    this.#clockOffsetMs = 0;
    socket.send({
      type: 'hello',
      protocol: CONTROL_PROTOCOL,
      hostVersion: HOST_VERSION,
      storeId: this.#options.storeId,
      capacity: this.#options.capacity,
      capabilities: this.#options.capabilities(),
      sessions: this.#options.known(),
      region: this.#options.region,
      volumeId: this.#options.volumeId,
      isDraining: this.#options.isDraining(),
    });
    // The fleet answers hello with assignments or, without any session, with nothing: an open socket is enough.
    this.#persistent.greeted();
    this.#options.onUp();
    this.renewNow();
    void this.#tell();
    this.#scheduleRenewal();
  }

  #onDown(end: SocketEnd): number | null {
    const { clock, log, onRefused } = this.#options;
    this.#socket = null;
    this.#asks.forget();
    this.#downSince ??= clock.monotonic();
    this.#cancelRenewal();
    if (end.refusal === null) return null;
    this.#refusal = end.refusal;
    if (end.refusal === 'expired_handshake' && end.serverTimeMs !== null)
      this.#clockOffsetMs = clock.now() - end.serverTimeMs;
    if (this.clockFault === null) log.warn('The control link was refused', { code: end.refusal });
    else if (clock.monotonic() - this.#clockWarnedAt >= CLOCK_WARN_EVERY_MS) {
      this.#clockWarnedAt = clock.monotonic();
      log.warn(this.clockFault);
    }
    onRefused(end.refusal);
    return end.refusal === 'host_not_enrolled' ? NOT_ENROLLED_WAIT_MS : null;
  }

  async #tell(): Promise<void> {
    try {
      const frame = await this.#options.telemetry();
      this.#socket?.send(frame);
    } catch (error) {
      this.#options.log.warn('The telemetry could not be taken', { error: errorName(error) });
    }
  }

  #scheduleRenewal(): void {
    this.#cancelRenewal();
    this.#cancelRenewal = this.#options.clock.after(this.#renewEveryMs, () => {
      this.renewNow();
      void this.#tell();
      this.#scheduleRenewal();
    });
  }

  /** As the fleet says: shorter leases want renewals that come more often. */
  #keepRhythm(renewEveryMs: number = LEASE_RENEW_MS): void {
    if (renewEveryMs === this.#renewEveryMs) return;
    this.#renewEveryMs = renewEveryMs;
    this.#scheduleRenewal();
  }

  #read(text: string): void {
    const frame = readFrame(text);
    if (frame === null || !KNOWN.has(frame.type))
      return this.#options.log.debug('A frame of an unknown type was ignored');
    const parsed = fleetFrameSchema.safeParse(frame);
    if (parsed.success && parsed.data.type === 'assign') this.#keepRhythm(parsed.data.renewEveryMs);
    if (parsed.success && parsed.data.type === 'revoke') this.#asks.answered(parsed.data.sessionId);
    if (parsed.success) this.#options.onFrame(parsed.data, (sessionId) => this.#asks.answered(sessionId));
    else this.#options.log.warn('A control frame that is not valid was ignored');
  }
}
