import { DurableObject } from 'cloudflare:workers';
import {
  LINK_PING,
  LINK_PONG,
  type MessageQuery,
  ok,
  refuse,
  type Result,
  type SendRequest,
  type SessionRoomRpc,
} from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import { control, type ControlAction } from './commands/control.ts';
import { markSeen } from './commands/mark-seen.ts';
import { pairingCode } from './commands/pairing-code.ts';
import { send } from './commands/send.ts';
import { admit } from './link/admit.ts';
import { onLinkClosed, watchLink } from './link/lost.ts';
import { receive } from './link/receive.ts';
import { getMedia, putMedia } from './messages/media.ts';
import { getMessage, listMessages } from './messages/list.ts';
import { readSession, sessionState } from './record/session-record.ts';
import { openRoom, type Room } from './room.ts';
import { noteInTimeline, timeline } from './timeline/timeline.ts';
import { createRoom, describeCreated } from './session/create.ts';

/** One WhatsApp session: its state, mailbox, messages and host link. Hooks only; each delegates to its file. */
export class SessionRoom extends DurableObject<ObjectsEnv> implements SessionRoomRpc {
  #room: Room | null;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(LINK_PING, LINK_PONG));
    this.#room = openRoom(ctx, env);
    if (this.#room) watchLink(this.#room);
  }

  async create(init: Parameters<SessionRoomRpc['create']>[0]) {
    if (this.#room) return describeCreated(this.#room, init);
    this.#room = createRoom(this.ctx, this.env, init);
    return ok(sessionState(this.#room.sql));
  }

  async state() {
    return this.#with((room) => ok(sessionState(room.sql)));
  }

  async control(action: ControlAction, requestId: string) {
    return this.#with((room) => control(room, action, requestId));
  }

  async update(_change: { name: string; isDefault: boolean }) {
    return this.#with((room) => ok(sessionState(room.sql)));
  }

  async remove() {
    return refuse('unsupported');
  }

  async noteOrder(order: 'move') {
    return this.#with((room) => {
      noteInTimeline(room, { kind: 'order', order });
      return ok(null);
    });
  }

  async timeline(query: { cursor?: string; limit: number }) {
    return this.#with((room) => timeline(room, query));
  }

  async pairingCode(phone: string, requestId: string) {
    return this.#with((room) => pairingCode(room, phone, requestId));
  }

  async send(request: SendRequest) {
    return this.#with((room) => send(room, request));
  }

  async markSeen(chatId: string, requestId: string) {
    return this.#with((room) => markSeen(room, chatId, requestId));
  }

  async listMessages(query: MessageQuery) {
    return this.#with((room) => listMessages(room, query));
  }

  async getMessage(id: string) {
    return this.#with((room) => getMessage(room, id));
  }

  async getMedia(mediaId: string) {
    return this.#with((room) => getMedia(room, mediaId));
  }

  async putMedia(media: Parameters<SessionRoomRpc['putMedia']>[0]) {
    return this.#with((room) => putMedia(room, media));
  }

  async isHeldBy(hostId: string, epoch: number) {
    if (!this.#room) return false;
    const session = readSession(this.#room.sql);
    return session.hostId === hostId && session.epoch === epoch;
  }

  override async fetch(request: Request) {
    return this.#room ? admit(this.#room, request) : Response.json({ code: 'not_found' }, { status: 404 });
  }

  override async webSocketMessage(ws: WebSocket, data: string | ArrayBuffer) {
    if (this.#room) receive(this.#room, ws, data);
  }

  override async webSocketClose(ws: WebSocket) {
    if (this.#room) onLinkClosed(this.#room, ws);
  }

  override async webSocketError(ws: WebSocket) {
    if (this.#room) onLinkClosed(this.#room, ws);
  }

  override async alarm() {
    await this.#room?.schedule.run();
  }

  async #with<T>(work: (room: Room) => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    return this.#room ? work(this.#room) : refuse('not_found');
  }
}
