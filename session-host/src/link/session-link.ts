import {
  type Capabilities,
  type Desired,
  LINK_PROTOCOL,
  eventAckFrame,
  linkErrorFrame,
  roomHelloFrame,
} from '@waqtor/contracts';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { HOST_VERSION } from '../version.ts';
import type { EdgeSocket } from './edge-socket.ts';
import { EventPump } from './event-pump.ts';
import { readFrame } from './frame.ts';
import { PersistentSocket } from './persistent-socket.ts';

/** Another process answers for this host and session: fighting for the place would cut both for ever. */
const REPLACED_WAIT_MS = 30_000;
/** Without a lease only a new assignment helps; it calls `renewed`, this is the net below. */
const NO_LEASE_WAIT_MS = 15_000;

/** Commands are read one by one: one that is not understood must not jam the others. */
const looseCommandsFrame = z.object({ commands: z.array(z.object({ n: z.int().min(1), command: z.unknown() })) });
export type Dispatch = z.infer<typeof looseCommandsFrame>['commands'][number];

export interface SessionLinkOptions {
  edgeUrl: string;
  sessionId: string;
  epoch: number;
  headers: (epoch: number) => Record<string, string>;
  store: Store;
  clock: Clock;
  log: Log;
  capabilities: () => Capabilities;
  /** Resolves when all of them are on disk; only then they are acknowledged. */
  onCommands: (dispatches: Dispatch[]) => Promise<void>;
  onDesired: (desired: Desired) => void;
  /** High-water marks of the room (S-8), with every hello; before `onDesired`. */
  onMarks: (marks: Pick<z.infer<typeof roomHelloFrame>, 'lastMessageAt' | 'openAcks'>) => void;
  /** The room has seen more of this store than is in it: the store is an old copy. Nothing else is done with this hello. */
  onOutdated: () => void;
  /** The upgrade was refused with this code. */
  onRefused: (code: string) => void;
}

/** The link of one session to its room: outbox up, commands down. Owns no state that a restart would miss. */
export class SessionLink {
  readonly #options: SessionLinkOptions;
  readonly #socket: PersistentSocket;
  #epoch: number;
  #pump: EventPump | null = null;

  constructor(options: SessionLinkOptions) {
    this.#options = options;
    this.#epoch = options.epoch;
    this.#socket = new PersistentSocket({
      url: `${options.edgeUrl.replace(/^http/, 'ws')}/host/link/${options.sessionId}`,
      headers: () => options.headers(this.#epoch),
      clock: options.clock,
      log: options.log,
      onOpen: (socket) => this.#greet(socket),
      onText: (socket, text) => this.#read(socket, text),
      onDown: (end) => {
        this.#pump?.stop();
        this.#pump = null;
        if (end.closeCode === 4409) return REPLACED_WAIT_MS;
        if (end.refusal === null) return null;
        options.log.warn('The link was refused', { code: end.refusal });
        options.onRefused(end.refusal);
        return end.refusal === 'not_lease_holder' || end.refusal === 'host_not_enrolled' ? NO_LEASE_WAIT_MS : null;
      },
    });
  }

  /** The room has greeted on a connection that is open. */
  get isUp(): boolean {
    return this.#pump !== null;
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
    this.#pump?.stop();
    this.#pump = null;
  }

  /** The lease was confirmed, perhaps under a new epoch. */
  renewed(epoch: number): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#socket.reconnectNow();
    } else this.#socket.wake();
  }

  /** The outbox has new rows. */
  notify(): void {
    this.#pump?.notify();
  }

  #greet(socket: EdgeSocket): void {
    const { store, sessionId } = this.#options;
    const row = store.sessions.get(sessionId);
    socket.send({
      type: 'hello',
      protocol: LINK_PROTOCOL,
      hostVersion: HOST_VERSION,
      storeId: store.storeIdOf(sessionId),
      epoch: this.#epoch,
      capabilities: this.#options.capabilities(),
      lastCommand: row?.lastCommand ?? 0,
      lastEventAcked: row?.ackedN ?? 0,
    });
  }

  #read(socket: EdgeSocket, text: string): void {
    const frame = readFrame(text);
    switch (frame?.type) {
      case 'hello':
        return this.#parsed(roomHelloFrame, frame, (hello) => void this.#onHello(socket, hello));
      case 'ack':
        return this.#parsed(eventAckFrame, frame, (ack) => this.#onAck(ack.n, ack.rejected?.length ?? 0));
      case 'commands':
        return this.#parsed(looseCommandsFrame, frame, ({ commands }) => void this.#onCommands(socket, commands));
      case 'error':
        return this.#parsed(linkErrorFrame, frame, ({ code }) =>
          this.#options.log.warn('The room reported an error', { code }),
        );
      default:
        this.#options.log.debug('A frame of an unknown type was ignored');
    }
  }

  #parsed<T>(schema: z.ZodType<T>, frame: unknown, use: (value: T) => void): void {
    const parsed = schema.safeParse(frame);
    if (parsed.success) use(parsed.data);
    else this.#options.log.warn('A frame that is not valid was ignored');
  }

  async #onHello(socket: EdgeSocket, hello: z.infer<typeof roomHelloFrame>): Promise<void> {
    const { store, sessionId, clock, log } = this.#options;
    this.#socket.greeted();
    const isOutdated = await store.commit(() => {
      const row = store.sessions.get(sessionId);
      if (row && hello.lastEvent > row.lastN) return true;
      if (row) store.outbox.acknowledge(sessionId, hello.lastEvent);
      return false;
    });
    if (!socket.isOpen) return;
    if (isOutdated) {
      log.error('The data folder is an old copy; what it holds as not sent is not sent from here');
      return this.#options.onOutdated();
    }
    this.#pump?.stop();
    this.#pump = new EventPump({
      clock,
      rows: (afterN, limit) => store.outbox.after(sessionId, afterN, limit),
      send: (events) => socket.send({ type: 'events', events }),
      bufferedBytes: () => socket.bufferedBytes,
      ackedN: hello.lastEvent,
    });
    this.#pump.notify();
    this.#options.onMarks(hello);
    this.#options.onDesired(hello.desired);
  }

  #onAck(n: number, rejected: number): void {
    const pump = this.#pump;
    if (!pump) return;
    if (rejected > 0) this.#options.log.error('The room rejected events', { count: rejected });
    // Never drop what this connection did not carry, whatever the peer claims.
    const upTo = Math.min(n, pump.sentN);
    const { store, sessionId } = this.#options;
    store
      .commit(() => store.outbox.acknowledge(sessionId, upTo))
      .then(() => pump.acknowledged(upTo))
      .catch(() => this.#options.log.debug('An acknowledgement came after the store was closed'));
  }

  async #onCommands(socket: EdgeSocket, dispatches: Dispatch[]): Promise<void> {
    if (dispatches.length === 0) return;
    try {
      await this.#options.onCommands(dispatches);
    } catch {
      // Not on disk, so not acknowledged: the room sends them again.
      this.#options.log.error('Commands could not be stored');
      return socket.terminate();
    }
    socket.send({ type: 'ack', n: Math.max(...dispatches.map((dispatch) => dispatch.n)) });
  }
}
