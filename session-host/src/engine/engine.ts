import type { Capabilities, ErrorCode, HostFactOf, SendPayload } from '@waqtor/contracts';
import type { ChatActions } from './chat-actions.ts';

/** What an engine tells by itself. Facts as the link carries them; the session adds outcomes and media. */
export type EngineFact =
  | HostFactOf<'state'>
  | HostFactOf<'qr'>
  | HostFactOf<'message'>
  | HostFactOf<'ack'>
  | HostFactOf<'reaction'>
  | HostFactOf<'edit'>
  | HostFactOf<'revoke'>
  | HostFactOf<'poll_vote'>
  | HostFactOf<'typing'>
  | HostFactOf<'group'>
  | HostFactOf<'group_change'>
  | HostFactOf<'chat_flags'>
  | HostFactOf<'identity'>
  | HostFactOf<'compat'>;

/** What `backfillChanges` finds. */
export type MissedChange = HostFactOf<'group_change'> | HostFactOf<'message_states'>;

export type { SendPayload };

/** One message to put on the network under our own key id. `mediaPath` is a local file for send_media. */
export interface OutboundSend {
  keyId: string;
  payload: SendPayload;
  mediaPath: string | null;
}

/** `ack` as in WhatsApp: 0 in the page's durable store, ≥ 1 taken by the network, -1 refused by it. */
export interface SentMessage {
  waMessageId: string;
  ack: number;
  /** True when the key id was already there: nothing was sent again. */
  wasPresent: boolean;
}

/** A refusal with certainty: nothing was handed to the page's store. Everything else that `send` throws is uncertain. */
export class EngineRefusal extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, options?: { cause?: unknown }) {
    super(`The engine refused: ${code}`, options);
    this.name = 'EngineRefusal';
    this.code = code;
  }
}

/** The browser, page or library is gone or hung; the session is restarted before anybody concludes anything. */
export class EngineBroken extends Error {
  /** A constant text of ours: the supervisor tells causes apart by it. */
  readonly what: string;
  constructor(what: string, options?: { cause?: unknown }) {
    super(`The engine is broken: ${what}`, options);
    this.name = 'EngineBroken';
    this.what = what;
  }
}
/** `what` of an EngineBroken when the browser itself does not come up: it exits at once, or a library is missing. */
export const BROWSER_DID_NOT_START = 'the browser did not start';
/** `what` when the page cannot be reached: it comes back by itself, however long that takes. */
export const NETWORK_AWAY = 'the network is away';

/** Linked, and deaf: the page has messages that were never told (S-8). */
export class EngineDeaf extends Error {
  constructor() {
    super('The page has messages that it did not tell of');
    this.name = 'EngineDeaf';
  }
}

/** What an engine can try by itself before it is replaced (S-8), mildest first. */
export const MEND_STAGES = ['reattach', 'reload'] as const;
export type MendStage = (typeof MEND_STAGES)[number];

/**
 * One WhatsApp account behind a uniform face (S-7). An instance is used for one start; after `stop`, `logout` or a
 * break a new one is made. Every call takes an AbortSignal and rejects soon after it fires.
 */
export interface Engine extends ChatActions {
  readonly capabilities: Capabilities;
  /** Process id of the browser, for the supervisor's memory watch and kill; null for the memory engine. */
  readonly browserPid: number | null;
  /** Launches; resolves when the page runs. `state` facts tell qr / connecting / ready / disconnected. */
  start(signal: AbortSignal): Promise<void>;
  /** Ends within 5 s, then the process tree is killed. The login stays. */
  stop(): Promise<void>;
  /** Unlinks at WhatsApp and removes the login from disk. */
  logout(signal: AbortSignal): Promise<void>;
  /**
   * Looks for the key id first; sends at most once under it. Waits for the network's answer as long as the signal
   * allows. Messages of one chat go out in the order of the calls, also when these overlap.
   */
  send(message: OutboundSend, signal: AbortSignal): Promise<SentMessage>;
  /** What became of a key id of ours, from the page's durable store; null = absent. Valid only when ready and synced. */
  find(keyId: string, chatId: string, signal: AbortSignal): Promise<SentMessage | null>;
  /** Asks WhatsApp for a code to type on the phone (only while status is qr). `phone` is bare digits. */
  pairingCode(phone: string, signal: AbortSignal): Promise<{ code: string; expiresAt: string }>;
  /**
   * Rejects with EngineBroken when the page does not answer or is not in a working state, and with EngineDeaf when it
   * works and what it receives does not reach us: a round trip that costs nothing on WhatsApp's network.
   */
  probe(signal: AbortSignal): Promise<void>;
  /**
   * Listens anew to the page as it is, or loads it anew and resolves when it is ready again. Tells no state that the
   * session comes back from by itself; what was missed meanwhile is for `backfill`.
   */
  mend(stage: MendStage, signal: AbortSignal): Promise<void>;
  /** Messages newer than `sinceMs` (all chats, oldest first, `backfilled: true`), for after `ready` (S-8). */
  backfill(sinceMs: number, signal: AbortSignal): Promise<HostFactOf<'message'>[]>;
  /** Votes newer than `sinceMs`, of each person the last one, in polls that the page still has. */
  backfillVotes(sinceMs: number, signal: AbortSignal): Promise<HostFactOf<'poll_vote'>[]>;
  /**
   * Notices about groups newer than `sinceMs`, `backfilled: true`, and the states of the newest messages as they are
   * now (missed-limits.ts says of which): what was done to them while nobody listened is not told by anything else.
   */
  backfillChanges(sinceMs: number, signal: AbortSignal): Promise<MissedChange[]>;
  /** Bytes of an inbound medium. */
  downloadMedia(waMessageId: string, signal: AbortSignal): Promise<{ mimetype: string; bytes: Uint8Array }>;
}

export interface EngineOptions {
  sessionId: string;
  /** Folder of this session alone (mode 0700); the engine keeps the login below it. */
  profileDir: string;
  emit: (fact: EngineFact) => void;
  /** Called once when the browser or page died without being asked to. */
  onBroken: (error: EngineBroken) => void;
  /** The account is open elsewhere and somebody decided to have it here: a conflict while linking is taken over. */
  takesOver?: boolean;
  /** Something in the page failed: a stable code without its text, and how often so far. For the log. */
  onPageError?: (code: string, count: number) => void;
}
export type CreateEngine = (options: EngineOptions) => Engine;
