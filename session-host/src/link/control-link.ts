import {
  CONTROL_PROTOCOL,
  type Capabilities,
  type FleetFrame,
  LEASE_RENEW_MS,
  fleetFrameSchema,
} from '@waqtor/contracts';
import type { Clock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';
import { HOST_VERSION } from '../version.ts';
import type { EdgeSocket } from './edge-socket.ts';
import { readFrame } from './frame.ts';
import { PersistentSocket } from './persistent-socket.ts';

/** A host that is not enrolled needs an operator; it asks again so often. */
const NOT_ENROLLED_WAIT_MS = 30_000;
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
  capabilities: () => Capabilities;
  /** Sessions whose data lies here, with the last epoch. */
  known: () => HeldLease[];
  /** Leases to renew. */
  held: () => HeldLease[];
  onFrame: (frame: FleetFrame) => void;
  /** The hello was sent on an open connection. */
  onUp: () => void;
  onRefused: (code: string) => void;
}

/** The link to HostFleet: who serves what, renewed every 15 s. */
export class ControlLink {
  readonly #options: ControlLinkOptions;
  readonly #persistent: PersistentSocket;
  readonly #startedAt: number;
  #renewEveryMs = LEASE_RENEW_MS;
  #socket: EdgeSocket | null = null;
  #cancelRenewal: () => void = () => undefined;

  constructor(options: ControlLinkOptions) {
    this.#options = options;
    this.#startedAt = options.clock.monotonic();
    this.#persistent = new PersistentSocket({
      url: `${options.edgeUrl.replace(/^http/, 'ws')}/host/control`,
      headers: options.headers,
      clock: options.clock,
      log: options.log,
      onOpen: (socket) => this.#greet(socket),
      onText: (_, text) => this.#read(text),
      onDown: (end) => {
        this.#socket = null;
        this.#cancelRenewal();
        if (end.refusal === null) return null;
        options.log.warn('The control link was refused', { code: end.refusal });
        options.onRefused(end.refusal);
        return end.refusal === 'host_not_enrolled' ? NOT_ENROLLED_WAIT_MS : null;
      },
    });
  }

  start(): void {
    this.#persistent.start();
  }

  stop(): void {
    this.#cancelRenewal();
    this.#persistent.stop();
  }

  reconnectNow(): void {
    this.#persistent.reconnectNow();
  }

  /** The browsers of this session have ended; somebody else may have it at once. */
  release(lease: HeldLease): void {
    this.#socket?.send({ type: 'release', ...lease });
  }

  renewNow(): void {
    const leases = this.#options.held();
    if (leases.length > 0) this.#socket?.send({ type: 'renew', leases });
  }

  #greet(socket: EdgeSocket): void {
    this.#socket = socket;
    socket.send({
      type: 'hello',
      protocol: CONTROL_PROTOCOL,
      hostVersion: HOST_VERSION,
      storeId: this.#options.storeId,
      capacity: this.#options.capacity,
      capabilities: this.#options.capabilities(),
      sessions: this.#options.known(),
    });
    // The fleet answers hello with assignments or, without any session, with nothing: an open socket is enough.
    this.#persistent.greeted();
    this.#options.onUp();
    this.renewNow();
    this.#scheduleRenewal();
  }

  #scheduleRenewal(): void {
    this.#cancelRenewal();
    this.#cancelRenewal = this.#options.clock.after(this.#renewEveryMs, () => {
      this.renewNow();
      this.#socket?.send({
        type: 'telemetry',
        rssBytes: process.memoryUsage.rss(),
        cpuSeconds: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
        uptimeSeconds: (this.#options.clock.monotonic() - this.#startedAt) / 1000,
        sessions: this.#options.held().length,
      });
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
    if (parsed.success) this.#options.onFrame(parsed.data);
    else this.#options.log.warn('A control frame that is not valid was ignored');
  }
}
