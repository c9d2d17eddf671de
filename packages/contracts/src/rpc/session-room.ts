import type { CommandPayload } from '../commands/command.ts';
import type { Result } from '../errors.ts';
import type { Message, MessageStatus } from '../message.ts';
import type { Page } from '../page.ts';
import type { SendResponse } from '../rest/message.ts';
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
  payload: Extract<CommandPayload, { kind: 'send_text' | 'send_media' }>;
  /** Message id (ours or WhatsApp's) that is quoted; resolved by the room. */
  quotedMessageId: string | null;
  requestId: string;
  lane: 'reply' | 'api' | 'campaign';
  /** How long to wait for the outcome, at most 5,000 ms (M-1). */
  waitMs: number;
}

export interface MessageQuery {
  chatId?: string;
  direction?: 'inbound' | 'outbound';
  status?: MessageStatus;
  since?: string;
  cursor?: string;
  limit: number;
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
  markSeen(chatId: string, requestId: string): Promise<Result<null>>;
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
