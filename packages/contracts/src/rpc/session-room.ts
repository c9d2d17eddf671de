import type { SendPayload } from '../commands/command.ts';
import type { Result } from '../errors.ts';
import type { Chat, ChatNote, ContactDetail, Group, Message, MessageStatus } from '../message.ts';
import type { MessageOriginKind, SendOrigin } from '../message-origin.ts';
import type { InteractiveContent, Rendering } from '../message-content.ts';
import type { Page } from '../page.ts';
import type { NumberCheck, SendResponse } from '../rest/message.ts';
import type { TimelineEntry } from '../rest/session.ts';
import type { SessionState } from '../session.ts';

/** Where a send stands when `send` returns; the route turns it into 200, 202 or a problem document. */
export interface SendReceipt extends SendResponse {
  /** False while no outcome came: 202. */
  isSettled: boolean;
  /** Error code when `status` is failed, expired or unknown. */
  code: string | null;
}

export interface SendRequest {
  commandId: string;
  /** sha256 of the request body: the same command id with another fingerprint is `idempotency_key_reused`. */
  fingerprint: string;
  payload: SendPayload;
  /** Buttons or a list that `payload` (a poll or a text) stands for: kept with the message, answers are matched to it. */
  interactive?: { content: InteractiveContent; renderedAs: Rendering } | null;
  /** Not before this time (M-1 `sendAt`); null or left out: now. */
  sendAt?: string | null;
  /** Message id (ours or WhatsApp's) that is quoted; resolved by the room. */
  quotedMessageId: string | null;
  requestId: string;
  lane: 'reply' | 'api' | 'campaign';
  /**
   * Who asks; kept with the message. It decides no pace, the lane does, but a campaign has a lane of its own: one
   * without the other is refused. Left out by a Worker of before.
   */
  origin?: SendOrigin | null;
  /** How long to wait for the outcome, at most 5,000 ms (M-1). */
  waitMs: number;
}

export interface MessageQuery {
  chatId?: string;
  direction?: 'inbound' | 'outbound';
  status?: MessageStatus;
  origin?: MessageOriginKind;
  since?: string;
  /** Words that are all in the text, folded (M-6). */
  q?: string;
  cursor?: string;
  limit: number;
}

/** What one message is told to do. `commandId` makes it idempotent, as for sends. */
export interface MessageAction {
  messageId: string;
  commandId: string;
  requestId: string;
  action:
    { kind: 'react'; emoji: string } | { kind: 'edit'; text: string } | { kind: 'delete'; for: 'everyone' | 'me' };
  /** How long to wait for the outcome, at most 5,000 ms. */
  waitMs: number;
}

/** What may be changed of a chat. Told at once here; archive and block reach the phone as soon as the host can tell it. */
export interface ChatChange {
  isArchived?: boolean;
  isBlocked?: boolean;
  isResolved?: boolean;
  assignedTo?: string | null;
  /** Null: the bot may answer again. */
  handoverUntil?: string | null;
}

/** C-4: how fast a session may send. Lanes: replies first, then the API, then campaigns. */
export interface SendBudget {
  /** Messages a minute and at once after a rest, for each lane; null: as fast as the host takes them. */
  lanes: Record<'reply' | 'api' | 'campaign', { perMinute: number; burst: number } | null>;
  /** Messages a day (UTC) over all lanes; null: without a cap. */
  dailyCap: number | null;
}

/**
 * What the API asks of a room. Refusals are values. An object that was never created answers `not_found` to all but
 * `create` and `remove`.
 */
export interface SessionRoomRpc {
  /** Initialises; the only call that may. Repeated with the same ids it is a no-op. */
  create(init: {
    workspaceId: string;
    sessionId: string;
    name: string;
    isDefault: boolean;
  }): Promise<Result<SessionState>>;
  state(): Promise<Result<SessionState>>;
  /** start/stop change `desired`; restart and logout are commands. Answers the state right after. */
  control(action: 'start' | 'stop' | 'restart' | 'logout', requestId: string): Promise<Result<SessionState>>;
  /** Name and whether it is the default, as D1 has them now. */
  update(change: { name: string; isDefault: boolean }): Promise<Result<SessionState>>;
  /**
   * Erases everything, media in R2 included, and leaves a tombstone: from now on every other call answers `not_found`,
   * also `create`. What is on its way to the hub gets there first. Repeats are no-ops. An object that was never created
   * gets its tombstone too.
   */
  remove(): Promise<Result<null>>;
  /** A move was asked for; the fleet does it. For the timeline. */
  noteOrder(order: 'move'): Promise<Result<null>>;
  /** Newest first; at most 500 entries of 30 days are kept. */
  timeline(query: { cursor?: string; limit: number }): Promise<Result<Page<TimelineEntry>>>;
  pairingCode(phone: string, requestId: string): Promise<Result<{ code: string; expiresAt: string }>>;
  /** Idempotent by command id; safe to repeat after a broken call. */
  send(request: SendRequest): Promise<Result<SendReceipt>>;
  /**
   * React, edit, delete. `message_not_changeable`: not ours, too old, or not sent; `session_not_linked` as for sends.
   * While the host is away the order waits for ten minutes; the answer is the message as it is known now.
   */
  changeMessage(action: MessageAction): Promise<Result<Message>>;
  /** A queued message that was never dispatched ends as `failed`, `message_cancelled`; else `message_already_sent`. */
  cancelMessage(messageId: string): Promise<Result<Message>>;
  markSeen(chatId: string, requestId: string): Promise<Result<null>>;
  /** Shown to the other side while the session is ready; otherwise nothing happens. */
  typing(chatId: string, state: 'composing' | 'recording' | 'paused', requestId: string): Promise<Result<null>>;
  /** `not_found` for a chat without a row. */
  changeChat(chatId: string, change: ChatChange, requestId: string): Promise<Result<Chat>>;
  getChat(chatId: string): Promise<Result<Chat>>;
  /** Newest first, at most 200 a chat. */
  listNotes(chatId: string): Promise<Result<ChatNote[]>>;
  addNote(chatId: string, note: ChatNote): Promise<Result<ChatNote>>;
  removeNote(chatId: string, noteId: string): Promise<Result<null>>;
  /** By name, then number. */
  listContacts(query: { q?: string; cursor?: string; limit: number }): Promise<Result<Page<ContactDetail>>>;
  /** By `con_…` or a chat id. */
  getContact(id: string): Promise<Result<ContactDetail>>;
  /** `phones` are bare digits. Answers of the last day are remembered; the rest is asked: `session_not_linked`, `unavailable`. */
  checkNumbers(
    phones: string[],
    requestId: string,
  ): Promise<Result<Pick<NumberCheck, 'phone' | 'result' | 'chatId'>[]>>;
  listGroups(query: { cursor?: string; limit: number }): Promise<Result<Page<Group>>>;
  /** Asks the host when it is there, else what it told last; `not_found` when it never told. */
  getGroup(chatId: string, requestId: string): Promise<Result<Group>>;
  /** What is granted now; `setSendBudget` replaces it. */
  sendBudget(): Promise<Result<SendBudget>>;
  setSendBudget(budget: SendBudget): Promise<Result<SendBudget>>;
  /** Newest first. */
  listMessages(query: MessageQuery): Promise<Result<Page<Message>>>;
  /** By our id or WhatsApp's. */
  getMessage(id: string): Promise<Result<Message>>;
  /** R2 key and type of a medium, for serving to people or to the lease-holding host. */
  getMedia(
    mediaId: string,
  ): Promise<Result<{ r2Key: string; mimetype: string; filename: string | null; sizeBytes: number | null }>>;
  /** Registers an outbound medium before the command that names it, or an inbound one before its upload. */
  putMedia(media: {
    id: string;
    r2Key: string;
    mimetype: string;
    filename: string | null;
    sizeBytes: number | null;
  }): Promise<Result<null>>;
  /** Is this host the lease holder with this epoch? For `/host/media`. */
  isHeldBy(hostId: string, epoch: number): Promise<boolean>;
}
