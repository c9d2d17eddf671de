import type { HostControlFrame, FleetFrame, Lease } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { CAPABILITIES } from '../session-room/testing/test-control.ts';
import { receive } from './control/receive.ts';
import type { ControlAttachment } from './control/sockets.ts';
import { Fleet, type FleetContext } from './fleet.ts';
import { ASSIGN_JOB, assignFree } from './leases/assign.ts';

/** Of the TTL: no browser of a host lives longer without a renewal (design §4). */
const DEATH_PART = 5 / 6;
const RENEW_EVERY_MS = 15_000;
/** A host needs so long to end a browser. */
const ENDING_MS = 5_000;
const OPEN = 1;
const CLOSED = 3;

/** The fleet's end of a control socket, without a network between. */
class ModelSocket {
  readyState = OPEN;
  attachment: unknown = null;
  readonly #receive: (frame: FleetFrame) => void;

  constructor(onFrame: (frame: FleetFrame) => void) {
    this.#receive = onFrame;
  }

  send(text: string): void {
    this.#receive(JSON.parse(text) as FleetFrame);
  }

  close(): void {
    this.readyState = CLOSED;
  }

  serializeAttachment(value: unknown): void {
    this.attachment = structuredClone(value);
  }

  deserializeAttachment(): unknown {
    return structuredClone(this.attachment);
  }
}

/** The real fleet over a real database, with sockets of the model and its clock. */
export class ModelFleet {
  now = 1_800_000_000_000;
  readonly fleet: Fleet;
  readonly hosts: ModelHost[] = [];
  readonly #sockets = new Map<ModelSocket, string>();
  #linkNo = 0;

  constructor(storage: DurableObjectStorage) {
    const ctx = {
      storage,
      acceptWebSocket: () => undefined,
      getWebSockets: (tag?: string) =>
        [...this.#sockets].filter(([, hostId]) => tag === undefined || tag === hostId).map(([socket]) => socket),
    } as unknown as FleetContext;
    this.fleet = new Fleet(ctx, (fleet) => ({ [ASSIGN_JOB]: () => assignFree(fleet) }), { now: () => this.now });
  }

  /** As `admit` does it. */
  open(host: ModelHost): ModelSocket {
    const socket = new ModelSocket((frame) => host.hear(frame));
    const linkNo = ++this.#linkNo;
    this.fleet.sql.exec('INSERT OR REPLACE INTO links (host_id, link_no) VALUES (?, ?)', host.hostId, linkNo);
    const link: ControlAttachment = { hostId: host.hostId, workspaceId: host.workspaceId, linkNo, hasHello: false };
    socket.serializeAttachment(link);
    this.#sockets.set(socket, host.hostId);
    return socket;
  }

  drop(socket: ModelSocket): void {
    socket.close();
    this.#sockets.delete(socket);
    assignFree(this.fleet);
  }

  /** Time passes second by second: hosts renew and end what they must, the alarm comes when it is due. */
  pass(ms: number): void {
    for (const end = this.now + ms; this.now < end;) {
      this.now += 1_000;
      for (const host of this.hosts) host.tick();
      const due = this.fleet.sql
        .exec<{ due_at: number }>('SELECT due_at FROM _schedule WHERE job = ?', ASSIGN_JOB)
        .toArray()[0]?.due_at;
      if (due === undefined || due > this.now) continue;
      this.fleet.schedule.cancel(ASSIGN_JOB);
      assignFree(this.fleet);
    }
  }

  /** Hosts whose browser for the session may be alive. */
  running(sessionId: string): string[] {
    return this.hosts.filter((host) => host.mayRun(sessionId)).map(({ hostId }) => hostId);
  }

  epochs(): Map<string, number> {
    const rows = this.fleet.sql.exec<{ session_id: string; epoch: number }>('SELECT session_id, epoch FROM leases');
    return new Map(rows.toArray().map((row) => [row.session_id, row.epoch]));
  }
}

interface Running {
  epoch: number;
  diesAt: number;
  /** It was revoked and is gone by then. */
  endsAt: number | null;
}

/** A session host as the design wants it: it renews, fences itself, and ends what it is asked to end. */
export class ModelHost {
  readonly hostId = newId('hst');
  readonly workspaceId: string | null;
  isRemoved = false;
  isDraining = false;
  #storeId = newId('sto');
  readonly #model: ModelFleet;
  readonly #volumeId: string | null;
  readonly #capacity: number;
  readonly #running = new Map<string, Running>();
  #socket: ModelSocket | null = null;
  /** Frames of the fleet get lost and nothing goes out; the fleet has not noticed. */
  #isCut = false;
  #renewAt = 0;

  constructor(model: ModelFleet, options: { workspaceId: string | null; volumeId: string | null; capacity: number }) {
    this.#model = model;
    this.workspaceId = options.workspaceId;
    this.#volumeId = options.volumeId;
    this.#capacity = options.capacity;
    model.hosts.push(this);
  }

  connect(): void {
    if (this.isRemoved) return;
    if (this.#socket) this.#model.drop(this.#socket);
    this.#isCut = false;
    this.#socket = this.#model.open(this);
    this.#say({
      type: 'hello',
      protocol: 1,
      hostVersion: 'model',
      storeId: this.#storeId,
      capacity: this.#capacity,
      capabilities: { ...CAPABILITIES, send: [], sendWithOwnId: [] },
      sessions: [],
      volumeId: this.#volumeId,
      isDraining: this.isDraining,
    });
    this.#renew();
  }

  /** The socket ends, and the fleet knows. */
  disconnect(): void {
    if (!this.#socket) return;
    const socket = this.#socket;
    this.#socket = null;
    this.#model.drop(socket);
  }

  /** The network is gone; the fleet believes in the socket. */
  cut(): void {
    this.#isCut = true;
  }

  /** The network goes between a renewal and its answer. */
  cutInAnswer(): void {
    if (!this.#socket || this.#isCut) return;
    const leases = this.#held();
    this.#isCut = true;
    if (leases.length > 0)
      receive(this.#model.fleet, this.#socket as unknown as WebSocket, JSON.stringify({ type: 'renew', leases }));
  }

  /** The process dies with its browsers and comes back, perhaps without its disk. */
  restart({ isDiskLost }: { isDiskLost: boolean }): void {
    this.disconnect();
    this.#running.clear();
    if (isDiskLost) this.#storeId = newId('sto');
    this.connect();
  }

  /** It ends a session by itself. */
  giveUp(): void {
    for (const [sessionId, { epoch }] of this.#running) {
      this.#running.delete(sessionId);
      this.#say({ type: 'release', sessionId, epoch });
      return;
    }
  }

  drain(isDraining: boolean): void {
    this.isDraining = isDraining;
    this.#say({ type: 'drain', isDraining });
  }

  /** What a host that is late may still say: a lease that it had once. */
  speakOfThePast(sessionId: string, epoch: number): void {
    if (this.mayRun(sessionId)) return;
    this.#say({ type: 'renew', leases: [{ sessionId, epoch }] });
    this.#say({ type: 'release', sessionId, epoch });
  }

  tick(): void {
    const { now } = this.#model;
    for (const [sessionId, { epoch, diesAt, endsAt }] of this.#running) {
      if (now < diesAt && (endsAt === null || now < endsAt)) continue;
      this.#running.delete(sessionId);
      if (endsAt !== null && now >= endsAt) this.#say({ type: 'release', sessionId, epoch });
    }
    if (now >= this.#renewAt) this.#renew();
  }

  mayRun(sessionId: string): boolean {
    const running = this.#running.get(sessionId);
    return running !== undefined && this.#model.now < running.diesAt;
  }

  hear(frame: FleetFrame): void {
    if (this.#isCut) return;
    if (frame.type === 'assign') for (const lease of frame.leases) this.#serve(lease);
    if (frame.type === 'drain') this.isDraining = frame.isDraining;
    if (frame.type === 'revoke') {
      const running = this.#running.get(frame.sessionId);
      if (running) running.endsAt ??= this.#model.now + ENDING_MS;
    }
  }

  #serve({ sessionId, epoch, ttlMs }: Lease): void {
    const endsAt = this.#running.get(sessionId)?.endsAt ?? null;
    this.#running.set(sessionId, { epoch, diesAt: this.#model.now + ttlMs * DEATH_PART, endsAt });
  }

  #held(): { sessionId: string; epoch: number }[] {
    return [...this.#running]
      .filter(([, { endsAt }]) => endsAt === null)
      .map(([sessionId, { epoch }]) => ({ sessionId, epoch }));
  }

  #renew(): void {
    this.#renewAt = this.#model.now + RENEW_EVERY_MS;
    const leases = this.#held();
    if (leases.length > 0) this.#say({ type: 'renew', leases });
    else this.#say({ type: 'telemetry', rssBytes: 1, cpuSeconds: 1, uptimeSeconds: 1, sessions: 0 });
  }

  #say(frame: HostControlFrame): void {
    if (this.#isCut || this.#socket?.readyState !== OPEN) return;
    receive(this.#model.fleet, this.#socket as unknown as WebSocket, JSON.stringify(frame));
  }
}
