import { createPublicKey, verify } from 'node:crypto';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Command,
  type Desired,
  HOST_HEADERS,
  type HostControlFrame,
  type HostEvent,
  LEASE_TTL_MS,
  LINK_PING,
  LINK_PONG,
  enrolRequestSchema,
  handshakePayload,
  hostControlFrameSchema,
  hostFrameSchema,
} from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { type WebSocket, WebSocketServer } from 'ws';

/** The room as a host sees it: keeps events by (storeId, n), hands out commands by dispatch number. */
export class FakeRoom {
  readonly sessionId: string;
  readonly events: HostEvent[] = [];
  /** Frames of events as they came, for looking at batches. */
  readonly frames: HostEvent[][] = [];
  /** `storeId`: the store that was told; null while the command waits for a link. */
  readonly commands: { n: number; command: unknown; storeId: string | null }[] = [];
  /** Ids of commands that another store was told and never answered, as the real room gives them up. */
  readonly abandoned: string[] = [];
  storeId: string | null = null;
  readonly #lastEvents = new Map<string, number>();
  readonly hellos: { epoch: number; lastCommand: number; storeId: string }[] = [];
  lastEvent = 0;
  /** High-water marks that its hello names (S-8). */
  marks: { lastMessageAt?: string; openAcks?: { keyId: string; chatId: string; ack: number }[] } = {};
  ackedCommand = 0;
  desired: Desired = 'running';
  /** False: events are swallowed without being stored or acknowledged. */
  isAcking = true;
  /** Moments at which the link is cut, each once, in this order. */
  readonly cuts: ('on_hello' | 'after_hello' | 'before_store' | 'before_ack')[] = [];
  socket: WebSocket | null = null;
  links = 0;

  constructor(sessionId: string) {
    this.sessionId = sessionId;
  }

  send(frame: unknown): void {
    this.socket?.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  dispatch(...commands: unknown[]): void {
    const storeId = this.socket ? this.storeId : null;
    const added = commands.map((command, i) => ({ n: this.commands.length + 1 + i, command, storeId }));
    this.commands.push(...added);
    this.send({ type: 'commands', commands: added });
  }

  cut(): void {
    this.socket?.terminate();
    this.socket = null;
  }

  facts<T extends string>(type: T): Record<string, unknown>[] {
    return this.events.map((event) => event.fact as Record<string, unknown>).filter((fact) => fact.type === type);
  }

  outcomes(commandId: string): Record<string, unknown>[] {
    return this.facts('outcome').filter((fact) => fact.commandId === commandId);
  }

  accept(socket: WebSocket): void {
    this.links += 1;
    this.socket?.close(4409);
    this.socket = socket;
    socket.on('message', (data) => this.#read(socket, String(data)));
  }

  #read(socket: WebSocket, text: string): void {
    if (text === LINK_PING) return socket.send(LINK_PONG);
    const frame = hostFrameSchema.parse(JSON.parse(text));
    if (frame.type === 'hello') {
      if (this.#isCutAt('on_hello')) return;
      this.hellos.push({ epoch: frame.epoch, lastCommand: frame.lastCommand, storeId: frame.storeId });
      this.#turnTo(frame.storeId);
      socket.send(
        JSON.stringify({
          type: 'hello',
          protocol: 1,
          linkNo: this.links,
          lastEvent: this.lastEvent,
          desired: this.desired,
          ...this.marks,
          futureField: true,
        }),
      );
      if (this.#isCutAt('after_hello')) return;
      const missed = this.commands.filter(({ n, storeId }) => n > frame.lastCommand && storeId === frame.storeId);
      if (missed.length > 0) socket.send(JSON.stringify({ type: 'commands', commands: missed }));
    } else if (frame.type === 'ack') this.ackedCommand = Math.max(this.ackedCommand, frame.n);
    else {
      this.frames.push(frame.events);
      if (!this.isAcking || this.#isCutAt('before_store')) return;
      for (const event of frame.events) {
        if (event.n <= this.lastEvent) continue;
        if (event.n !== this.lastEvent + 1) throw new Error(`hole before ${event.n}`);
        this.lastEvent = event.n;
        this.events.push(event);
      }
      if (this.#isCutAt('before_ack')) return;
      socket.send(JSON.stringify({ type: 'ack', n: this.lastEvent }));
    }
  }

  /** Numbers of events and dispatched commands belong to one store. */
  #turnTo(storeId: string): void {
    if (this.storeId !== null) this.#lastEvents.set(this.storeId, this.lastEvent);
    this.storeId = storeId;
    this.lastEvent = this.#lastEvents.get(storeId) ?? 0;
    for (const dispatched of this.commands) {
      const { id } = dispatched.command as { id?: string };
      if (dispatched.storeId === null) dispatched.storeId = storeId;
      else if (dispatched.storeId !== storeId && id && this.outcomes(id).length === 0 && !this.abandoned.includes(id))
        this.abandoned.push(id);
    }
  }

  #isCutAt(moment: FakeRoom['cuts'][number]): boolean {
    if (this.cuts[0] !== moment) return false;
    this.cuts.shift();
    this.cut();
    return true;
  }
}

/** An edge of its own for host tests: enrolment, control, rooms, media; checks signatures as the Worker does. */
export class FakeEdge {
  readonly rooms = new Map<string, FakeRoom>();
  readonly media = new Map<string, Buffer>();
  readonly controlFrames: HostControlFrame[] = [];
  readonly codes = new Set(['code-one-two-three']);
  readonly hosts = new Map<string, string>();
  leaseTtlMs = LEASE_TTL_MS;
  /** False: hello and renew stay without an answer. */
  isRenewing = true;
  /** Answer of every upgrade of a link, instead of accepting it. */
  refuseLinks: { status: number; code: string } | null = null;
  epoch = 1;
  /** Answer of every upgrade of a control link. */
  refuseControl: { status: number; code: string; serverTime?: string } | null = null;
  /** Host of a session, where a test has two; without an entry every host gets it. */
  readonly placement = new Map<string, string>();
  /** The control link that opened last. */
  control: WebSocket | null = null;
  readonly controls = new Map<string, WebSocket>();
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { status, body } = this.#http(request, Buffer.concat(chunks));
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body);
      });
    });
    this.#server.on('upgrade', (request, socket, head) => {
      const path = new URL(request.url ?? '/', 'http://edge').pathname;
      const sessionId = path.startsWith('/host/link/') ? path.slice('/host/link/'.length) : '';
      const refusal = this.#refusal(request, sessionId === '' ? 'control' : 'link');
      if (refusal) {
        const body = JSON.stringify(refusal);
        socket.end(
          `HTTP/1.1 ${refusal.status} No\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
        );
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        if (sessionId === '') this.#acceptControl(ws, String(request.headers[HOST_HEADERS.hostId]));
        else this.room(sessionId).accept(ws);
      });
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  room(sessionId: string): FakeRoom {
    const known = this.rooms.get(sessionId) ?? new FakeRoom(sessionId);
    this.rooms.set(sessionId, known);
    return known;
  }

  /** Every host that is connected is told what it holds. */
  assign(): void {
    for (const hostId of this.controls.keys()) this.assignTo(hostId);
  }

  assignTo(hostId: string): void {
    const rooms = [...this.rooms.values()].filter((room) => (this.placement.get(room.sessionId) ?? hostId) === hostId);
    const leases = rooms.map((room) => ({
      sessionId: room.sessionId,
      workspaceId: 'wsp_0000000000',
      epoch: this.epoch,
      desired: room.desired,
      ttlMs: this.leaseTtlMs,
    }));
    this.tell(hostId, { type: 'assign', leases, serverTime: new Date().toISOString() });
  }

  tell(hostId: string, frame: unknown): void {
    this.controls.get(hostId)?.send(JSON.stringify(frame));
  }

  #acceptControl(socket: WebSocket, hostId: string): void {
    this.control = socket;
    this.controls.set(hostId, socket);
    socket.on('close', () => {
      if (this.controls.get(hostId) === socket) this.controls.delete(hostId);
    });
    socket.on('message', (data) => {
      if (String(data) === LINK_PING) return socket.send(LINK_PONG);
      const frame = hostControlFrameSchema.parse(JSON.parse(String(data)));
      this.controlFrames.push(frame);
      if (this.isRenewing && (frame.type === 'hello' || frame.type === 'renew')) this.assignTo(hostId);
    });
  }

  #refusal(request: IncomingMessage, audience: string): FakeEdge['refuseControl'] {
    const header = (name: string): string => String(request.headers[name] ?? '');
    const publicKey = this.hosts.get(header(HOST_HEADERS.hostId));
    if (!publicKey) return { status: 403, code: 'host_not_enrolled' };
    const payload = handshakePayload({
      audience,
      hostId: header(HOST_HEADERS.hostId),
      sessionId: header(HOST_HEADERS.sessionId),
      epoch: Number(header(HOST_HEADERS.epoch)),
      timestampMs: Number(header(HOST_HEADERS.timestampMs)),
      nonce: header(HOST_HEADERS.nonce),
    });
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    const signature = Buffer.from(header(HOST_HEADERS.signature), 'base64url');
    if (!verify(null, Buffer.from(payload), key, signature)) return { status: 401, code: 'invalid_signature' };
    return audience === 'link' ? this.refuseLinks : audience === 'control' ? this.refuseControl : null;
  }

  #http(request: IncomingMessage, body: Buffer): { status: number; body: string | Buffer } {
    const path = new URL(request.url ?? '/', 'http://edge').pathname;
    if (request.method === 'POST' && path === '/host/enrol') {
      const parsed = enrolRequestSchema.parse(JSON.parse(body.toString()));
      if (!this.codes.delete(parsed.code)) return { status: 403, body: '{"code":"invalid_enrolment_code"}' };
      const hostId = newId('hst');
      this.hosts.set(hostId, parsed.publicKey);
      return { status: 200, body: JSON.stringify({ hostId }) };
    }
    const mediaId = path.slice('/host/media/'.length);
    const refusal = this.#refusal(request, `media:${mediaId}`);
    if (refusal) return { status: refusal.status, body: JSON.stringify({ code: refusal.code }) };
    if (request.method === 'PUT') {
      this.media.set(mediaId, body);
      return { status: 200, body: '{}' };
    }
    const bytes = this.media.get(mediaId);
    return bytes ? { status: 200, body: bytes } : { status: 404, body: '{"code":"not_found"}' };
  }
}

/** A text to send, with a key id of its own. */
export const sendText = (id: string, chatId: string, text: string, notAfter: string | null = null): Command => ({
  id,
  keyId: `3EB0${Buffer.from(id).toString('hex').toUpperCase().slice(-18)}`,
  payload: { kind: 'send_text', chatId, text, quotedWaMessageId: null, mentionedIds: [], linkPreview: false },
  requestId: null,
  notAfter,
});
