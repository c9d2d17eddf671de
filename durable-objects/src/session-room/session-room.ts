import { DurableObject } from 'cloudflare:workers';
import {
  type ChatChange,
  type ChatNote,
  LINK_PING,
  LINK_PONG,
  type MessageAction,
  type MessageQuery,
  ok,
  refuse,
  type Result,
  type SendBudget,
  type SendRequest,
  type SessionRoomRpc,
} from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import { sendBudget, setSendBudget } from './budget/send-budget.ts';
import { changeMessage } from './changes/change-message.ts';
import { changeChat, getChat } from './chats/change-chat.ts';
import { addNote, listNotes, removeNote } from './chats/notes.ts';
import { cancelMessage } from './commands/cancel-message.ts';
import { control, type ControlAction } from './commands/control.ts';
import { markSeen } from './commands/mark-seen.ts';
import { pairingCode } from './commands/pairing-code.ts';
import { send } from './commands/send.ts';
import { typing } from './commands/typing.ts';
import { checkNumbers } from './contacts/check-numbers.ts';
import { getContact, listContacts } from './contacts/list-contacts.ts';
import { getGroup } from './groups/get-group.ts';
import { listGroups } from './groups/list-groups.ts';
import { admit } from './link/admit.ts';
import { onLinkClosed, watchLink } from './link/lost.ts';
import { receive } from './link/receive.ts';
import { getMedia, putMedia } from './messages/media.ts';
import { getMessage, listMessages } from './messages/list.ts';
import { readSession, sessionState } from './record/session-record.ts';
import { openRoom, type Room } from './room.ts';
import { watchBacklog } from './search/backlog.ts';
import { ERASE_WITHIN_MS, Eraser } from './removal/eraser.ts';
import { beginRemoval, isRemoved } from './removal/remove.ts';
import { entomb, isEntombed } from './removal/tombstone.ts';
import { updateSession } from './session/update.ts';
import { noteInTimeline, timeline } from './timeline/timeline.ts';
import { createRoom, describeCreated } from './session/create.ts';

/** One WhatsApp session: its state, mailbox, messages and host link. Hooks only; each delegates to its file. */
export class SessionRoom extends DurableObject<ObjectsEnv> implements SessionRoomRpc {
  #room: Room | null;
  readonly #eraser = new Eraser();

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(LINK_PING, LINK_PONG));
    this.#room = openRoom(ctx, env);
    if (this.#live) wake(this.#live);
  }

  async create(init: Parameters<SessionRoomRpc['create']>[0]) {
    if (this.#live) return describeCreated(this.#live, init);
    if (this.#room || isEntombed(this.ctx.storage)) return refuse('not_found');
    this.#room = createRoom(this.ctx, this.env, init);
    return ok(sessionState(this.#room.sql));
  }

  async state() {
    return this.#with((room) => ok(sessionState(room.sql)));
  }

  async control(action: ControlAction, requestId: string) {
    return this.#with((room) => control(room, action, requestId));
  }

  async update(change: Parameters<SessionRoomRpc['update']>[0]) {
    return this.#with((room) => updateSession(room, change));
  }

  async remove() {
    const room = this.#room;
    // Also of what was never made: its creation may still be under way, and would bring a deleted session to life.
    if (!room) return isEntombed(this.ctx.storage) ? ok(null) : ok(await entomb(this.ctx.storage));
    if (!isRemoved(room)) beginRemoval(room);
    if (await this.#eraser.eraseWithin(room, ERASE_WITHIN_MS)) this.#room = null;
    return ok(null);
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

  async changeMessage(action: MessageAction) {
    return this.#with((room) => changeMessage(room, action));
  }

  async cancelMessage(messageId: string) {
    return this.#with((room) => cancelMessage(room, messageId));
  }

  async markSeen(chatId: string, requestId: string) {
    return this.#with((room) => markSeen(room, chatId, requestId));
  }

  async typing(chatId: string, state: 'composing' | 'recording' | 'paused', requestId: string) {
    return this.#with((room) => typing(room, chatId, state, requestId));
  }

  async changeChat(chatId: string, change: ChatChange, requestId: string) {
    return this.#with((room) => changeChat(room, chatId, change, requestId));
  }

  async getChat(chatId: string) {
    return this.#with((room) => getChat(room, chatId));
  }

  async listNotes(chatId: string) {
    return this.#with((room) => listNotes(room, chatId));
  }

  async addNote(chatId: string, note: ChatNote) {
    return this.#with((room) => addNote(room, chatId, note));
  }

  async removeNote(chatId: string, noteId: string) {
    return this.#with((room) => removeNote(room, chatId, noteId));
  }

  async listContacts(query: { q?: string; cursor?: string; limit: number }) {
    return this.#with((room) => listContacts(room, query));
  }

  async getContact(id: string) {
    return this.#with((room) => getContact(room, id));
  }

  async checkNumbers(phones: string[], requestId: string) {
    return this.#with((room) => checkNumbers(room, phones, requestId));
  }

  async listGroups(query: { cursor?: string; limit: number }) {
    return this.#with((room) => listGroups(room, query));
  }

  async getGroup(chatId: string, requestId: string) {
    return this.#with((room) => getGroup(room, chatId, requestId));
  }

  async sendBudget() {
    return this.#with((room) => sendBudget(room));
  }

  async setSendBudget(budget: SendBudget) {
    return this.#with((room) => setSendBudget(room, budget));
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
    if (!this.#live) return false;
    const session = readSession(this.#live.sql);
    return session.hostId === hostId && session.epoch === epoch;
  }

  override async fetch(request: Request) {
    return this.#live ? admit(this.#live, request) : Response.json({ code: 'not_found' }, { status: 404 });
  }

  override async webSocketMessage(ws: WebSocket, data: string | ArrayBuffer) {
    if (this.#live) receive(this.#live, ws, data);
  }

  override async webSocketClose(ws: WebSocket) {
    if (this.#live) onLinkClosed(this.#live, ws);
  }

  override async webSocketError(ws: WebSocket) {
    if (this.#live) onLinkClosed(this.#live, ws);
  }

  override async alarm() {
    if (this.#live) return this.#live.schedule.run();
    if (this.#room && (await this.#eraser.erase(this.#room))) this.#room = null;
  }

  /** A removed room is there only to be erased. */
  get #live(): Room | null {
    return this.#room && !isRemoved(this.#room) ? this.#room : null;
  }

  async #with<T>(work: (room: Room) => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    return this.#live ? work(this.#live) : refuse('not_found');
  }
}

/** What a start of the object, which nobody announces, may have to make up for. */
const wake = (room: Room): void => {
  watchLink(room);
  watchBacklog(room);
};
