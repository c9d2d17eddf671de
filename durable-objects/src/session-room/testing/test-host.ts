import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import {
  type FleetFrame,
  type HostFact,
  type HostFactOf,
  INTERNAL_HEADERS,
  type Outcome,
  type RoomFrame,
} from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { fleetName, roomName } from '@waqtor/core/object-name';
import type { ObjectsEnv } from '../../env.ts';
import type { SessionRoom } from '../session-room.ts';

export const bindings = env as unknown as ObjectsEnv;

export const until = async <T>(read: () => T | Promise<T>, isRight: (value: T) => boolean, ms = 5_000): Promise<T> => {
  const deadline = performance.now() + ms;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (performance.now() > deadline) throw new Error(`Not reached in time: ${JSON.stringify(value).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** A socket with everything that came in, in order. */
export class TestSocket<F extends { type: string }> {
  readonly frames: F[] = [];
  closedWith: { code: number; reason: string } | null = null;
  readonly ws: WebSocket;

  constructor(ws: WebSocket) {
    this.ws = ws;
    ws.addEventListener('message', ({ data }) => {
      this.frames.push(JSON.parse(data as string) as F);
    });
    ws.addEventListener('close', ({ code, reason }) => {
      this.closedWith = { code, reason };
    });
    ws.accept();
  }

  send(frame: unknown): void {
    this.ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  of<T extends F['type']>(type: T): Extract<F, { type: T }>[] {
    return this.frames.filter((frame): frame is Extract<F, { type: T }> => frame.type === type);
  }

  /** The first frame of this type that fits; waits for it. */
  async next<T extends F['type']>(
    type: T,
    fits: (frame: Extract<F, { type: T }>) => boolean = () => true,
  ): Promise<Extract<F, { type: T }>> {
    const frames = await until(
      () => this.of(type).filter(fits),
      (found) => found.length > 0,
    );
    return frames[0] as Extract<F, { type: T }>;
  }

  async closed(): Promise<{ code: number; reason: string }> {
    return (await until(
      () => this.closedWith,
      (closed) => closed !== null,
    )) as { code: number; reason: string };
  }
}

export const CAPABILITIES = {
  engine: 'memory',
  isSimulated: true,
  send: ['text'],
  sendWithOwnId: ['text'],
  pairingCode: true,
  history: true,
} as const;

/** The session host's side of one link, spoken by hand. */
export class TestHost {
  readonly hostId: string;
  readonly storeId: string;
  readonly epoch: number;
  readonly socket: TestSocket<RoomFrame>;
  n: number;

  constructor(socket: TestSocket<RoomFrame>, options: { hostId: string; storeId: string; epoch: number; n: number }) {
    this.socket = socket;
    this.hostId = options.hostId;
    this.storeId = options.storeId;
    this.epoch = options.epoch;
    this.n = options.n;
  }

  hello(extra: Record<string, unknown> = {}): void {
    this.socket.send({
      type: 'hello',
      protocol: 1,
      hostVersion: 'test',
      storeId: this.storeId,
      epoch: this.epoch,
      capabilities: CAPABILITIES,
      lastCommand: 0,
      lastEventAcked: 0,
      ...extra,
    });
  }

  /** Sends facts as the next rows of the outbox; waits for the acknowledgement. */
  async tell(
    ...facts: (HostFact | { type: string; [key: string]: unknown })[]
  ): Promise<{ n: number; rejected?: number[] }> {
    const events = facts.map((fact) => ({ n: ++this.n, at: new Date().toISOString(), fact }));
    return this.rows(events);
  }

  /** Sends rows as given; waits for the next acknowledgement. */
  async rows(events: unknown[]): Promise<{ n: number; rejected?: number[] }> {
    const before = this.socket.of('ack').length;
    this.socket.send({ type: 'events', events });
    const acks = await until(
      () => this.socket.of('ack'),
      (found) => found.length > before,
    );
    return acks[before] as { n: number; rejected?: number[] };
  }

  ready(): Promise<unknown> {
    return this.tell({
      type: 'state',
      status: 'ready',
      reason: null,
      clientInfo: { platform: 'android', phoneNumber: '966500000001', name: 'Shop' },
    });
  }

  /** Waits for the i-th command that this link got. */
  async command(i = 0) {
    const got = await until(
      () => this.socket.of('commands').flatMap((frame) => frame.commands),
      (commands) => commands.length > i,
    );
    return got[i] as (typeof got)[number];
  }

  commands() {
    return this.socket.of('commands').flatMap((frame) => frame.commands);
  }
}

export const outcome = (commandId: string, result: Outcome['result'], more: Partial<Outcome> = {}) => ({
  type: 'outcome' as const,
  commandId,
  result,
  code: null,
  waMessageId: result === 'sent' || result === 'handed_over' ? `true_966500000002@c.us_${commandId}` : null,
  value: null,
  ...more,
});

/** A created room with its workspace, and the means to link hosts to it. */
export class TestRoom {
  readonly workspaceId = newId('wsp');
  readonly sessionId = newId('ses');

  get stub() {
    return bindings.SESSION_ROOM.getByName(roomName(this.workspaceId, this.sessionId));
  }

  async create(): Promise<this> {
    const init = { workspaceId: this.workspaceId, sessionId: this.sessionId, name: 'Shop', isDefault: true };
    const result = await this.stub.create(init);
    if (!result.ok) throw new Error(result.code);
    return this;
  }

  /** Raw upgrade; `linkAs` is the usual way. */
  upgrade(hostId: string, epoch: number): Promise<Response> {
    return this.stub.fetch('https://room/host/link', {
      headers: {
        Upgrade: 'websocket',
        [INTERNAL_HEADERS.hostId]: hostId,
        [INTERNAL_HEADERS.sessionId]: this.sessionId,
        [INTERNAL_HEADERS.epoch]: String(epoch),
      },
    });
  }

  async linkAs(hostId: string, epoch: number, storeId: string, n = 0): Promise<TestHost> {
    const response = await this.upgrade(hostId, epoch);
    if (!response.webSocket) throw new Error(`refused with ${response.status}`);
    return new TestHost(new TestSocket<RoomFrame>(response.webSocket), { hostId, storeId, epoch, n });
  }

  /** A host that got the lease from the fleet, linked and said hello. */
  async link(lease?: { hostId: string; epoch: number; storeId: string; n?: number }): Promise<TestHost> {
    const given = lease ?? (await this.lease());
    const host = await this.linkAs(given.hostId, given.epoch, given.storeId, lease?.n);
    host.hello();
    await host.socket.next('hello');
    return host;
  }

  /** Asks the fleet for a lease through a control socket of a new host of this workspace. */
  async lease(hostId: string = newId('hst'), storeId: string = newId('sto')) {
    const control = await connectControl(hostId, this.workspaceId);
    control.send(controlHello(storeId));
    const frame = await control.next('assign', ({ leases }) =>
      leases.some(({ sessionId }) => sessionId === this.sessionId),
    );
    const lease = frame.leases.find(({ sessionId }) => sessionId === this.sessionId);
    if (!lease) throw new Error('no lease');
    return { hostId, storeId, epoch: lease.epoch, control };
  }

  /** A linked, ready session. */
  async ready(): Promise<TestHost> {
    const host = await this.link();
    await host.ready();
    return host;
  }

  send(more: Partial<Parameters<SessionRoom['send']>[0]> & { text?: string } = {}) {
    const { text = 'hello', ...rest } = more;
    return this.stub.send({
      commandId: newId('cmd'),
      fingerprint: 'f1',
      payload: {
        kind: 'send_text',
        chatId: '966500000002@c.us',
        text,
        quotedWaMessageId: null,
        mentionedIds: [],
        linkPreview: false,
      },
      quotedMessageId: null,
      requestId: 'req_0000000000',
      lane: 'api',
      waitMs: 0,
      ...rest,
    });
  }

  /** Writes below the interface, to move time: `UPDATE commands SET not_after = 1`. */
  sql(statement: string): Promise<Record<string, unknown>[]> {
    return runInDurableObject(this.stub, (_room, { storage }) => storage.sql.exec(statement).toArray());
  }

  /** Makes a job due and runs the alarm. */
  async runJob(job: string): Promise<void> {
    await this.sql(`UPDATE _schedule SET due_at = 1 WHERE job = '${job}'`);
    await runInDurableObject(this.stub, (room) => (room as SessionRoom).alarm());
  }

  /** Ends a link from the host's side; resolves when the room knows. */
  async cut(host: TestHost): Promise<void> {
    host.socket.ws.close(1000);
    await until(
      () => runInDurableObject(this.stub, (_room, ctx) => ctx.getWebSockets().map(({ readyState }) => readyState)),
      (states) => !states.includes(1),
    );
  }

  evict(webSockets: 'close' | 'hibernate' = 'hibernate'): Promise<void> {
    return evictDurableObject(this.stub, { webSockets });
  }

  async message(id: string) {
    const result = await this.stub.getMessage(id);
    if (!result.ok) throw new Error(result.code);
    return result.value;
  }

  async state() {
    const result = await this.stub.state();
    if (!result.ok) throw new Error(result.code);
    return result.value;
  }

  /** What the hub was told so far, in order. */
  async events(type?: string) {
    const hub = bindings.CLIENT_HUB.getByName(`${this.workspaceId}/hub`) as unknown as {
      readEvents(q: { after: number; limit: number }): Promise<{ data: TestEvent[] }>;
    };
    const { data } = await hub.readEvents({ after: 0, limit: 1000 });
    return type ? data.filter((event) => event.type === type) : data;
  }

  /** Types of the message events so far, once `isRight` holds of them. */
  async messageEvents(isRight: (types: string[]) => boolean): Promise<string[]> {
    return until(async () => {
      const events = await this.events();
      return events.map(({ type }) => type).filter((type) => type.startsWith('message.'));
    }, isRight);
  }
}

interface TestEvent {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

export const controlHello = (storeId: string, more: Record<string, unknown> = {}) => ({
  type: 'hello',
  protocol: 1,
  hostVersion: 'test',
  storeId,
  capacity: 100,
  capabilities: CAPABILITIES,
  sessions: [],
  ...more,
});

export const connectControl = async (hostId: string, workspaceId: string | null) => {
  const response = await bindings.HOST_FLEET.getByName(fleetName()).fetch('https://fleet/host/control', {
    headers: {
      Upgrade: 'websocket',
      [INTERNAL_HEADERS.hostId]: hostId,
      ...(workspaceId === null ? {} : { [INTERNAL_HEADERS.workspaceId]: workspaceId }),
    },
  });
  if (!response.webSocket) throw new Error(`refused with ${response.status}`);
  return new TestSocket<FleetFrame>(response.webSocket);
};

export const inbound = (keyId: string, more: Partial<HostFactOf<'message'>> = {}): HostFactOf<'message'> => ({
  type: 'message',
  keyId,
  waMessageId: `false_966500000002@c.us_${keyId}`,
  chatId: '966500000002@c.us',
  chatName: null,
  isGroup: false,
  fromMe: false,
  from: '966500000002@c.us',
  to: '966500000001@c.us',
  author: null,
  peer: { phone: '966500000002', lid: null, name: 'Guest' },
  kind: 'text',
  body: 'hello',
  media: null,
  quotedKeyId: null,
  timestamp: '2026-11-01T10:00:00.000Z',
  ack: 0,
  backfilled: false,
  ...more,
});

export const ack = (keyId: string, level: number) => ({
  type: 'ack' as const,
  keyId,
  waMessageId: `true_966500000002@c.us_${keyId}`,
  chatId: '966500000002@c.us',
  ack: level,
});
