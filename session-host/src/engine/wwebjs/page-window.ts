import type { PageActs, PagePresence, PageReactions, PageStates } from './page-act.ts';
import type { PatchState } from './patches/patch.ts';

/** The parts of WhatsApp Web and of the library's injected code that our page calls use. */
export interface PageWid {
  user: string;
  server: string;
  _serialized: string;
  isLid(): boolean;
  isGroup(): boolean;
}
export interface PageKey {
  id: string;
  fromMe: boolean;
  remote: PageWid;
  _serialized: string;
}
export interface PageMessage {
  directPath?: string;
  mimetype?: string;
  body?: string;
  caption?: string;
  id: PageKey;
  ack: number;
  t: number;
  type?: string;
  isNotification?: boolean;
  pollOptions?: { localId: number }[];
  /** It came while this page runs, not from its store. */
  isNewMsg?: boolean;
  hasReaction?: boolean;
  latestEditMsgKey?: unknown;
  latestEditSenderTimestampMs?: number;
  protocolMessageKey?: { id: string };
}
export interface PageChat {
  id: PageWid;
  t: number;
  formattedTitle?: string;
  archive?: boolean;
  groupMetadata?: {
    subject?: string;
    desc?: string;
    announce?: boolean;
    isLidAddressingMode?: boolean;
    participants: { getModelsArray(): { id: PageWid; isAdmin?: boolean; isSuperAdmin?: boolean }[] };
  };
  msgs: { getModelsArray(): PageMessage[] };
}
export interface PageContact {
  id: PageWid;
  phoneNumber?: PageWid;
  name?: string;
  pushname?: string;
  verifiedName?: string;
}

/** A message as plain data: what `getMessageModel` of the library makes of it. */
export interface RawMessage {
  id: {
    id: string;
    fromMe: boolean;
    remote: string;
    _serialized: string;
    participant?: string | { _serialized: string };
  };
  type: string;
  body?: string;
  caption?: string;
  from?: string | { _serialized: string };
  to?: string | { _serialized: string };
  author?: string | { _serialized: string };
  t: number;
  ack?: number;
  notifyName?: string;
  directPath?: string;
  mimetype?: string;
  filename?: string;
  size?: number;
  quotedStanzaID?: string;
  pollName?: string;
  pollOptions?: { name: string; localId: number }[];
  pollSelectableOptionsCount?: number;
  lat?: number;
  lng?: number;
  /** Name and address of a place, a line each. */
  loc?: string;
  vcardList?: { vcard: string }[];
  isForwarded?: boolean;
  /** What a notice about a group is about, and whom. */
  subtype?: string;
  recipients?: (string | { _serialized: string })[];
  protocolMessageKey?: { id: string };
}

/** On a function of the page that a patch of ours took the place of. */
interface OurMark {
  isWaQtors?: true;
}
export interface MediaQuestion {
  directPath: string;
  type: string;
  mimetype?: string;
}

interface PageModules {
  WAWebCollections: {
    Msg: {
      get(id: string): PageMessage | undefined;
      getModelsArray(): PageMessage[];
      getMessagesById(ids: string[]): Promise<{ messages?: PageMessage[] } | undefined>;
      on(name: string, listener: (message: PageMessage, ...more: never[]) => void): unknown;
      off(name: string, listener: (message: PageMessage, ...more: never[]) => void): unknown;
    };
    Chat: { get(wid: PageWid): PageChat | undefined; getModelsArray(): PageChat[] };
    GroupMetadata: { update(wid: PageWid): Promise<unknown> };
    Blocklist: { get(wid: PageWid): unknown };
    Reactions?: { find(id: string): Promise<PageReactions | undefined> };
    Presence?: { getModelsArray(): PagePresence[]; find(wid: PageWid): Promise<PagePresence> };
    Contact: {
      get(wid: PageWid): PageContact | undefined;
      find(wid: PageWid): Promise<PageContact>;
      on(events: string, listener: (contact: PageContact) => void): void;
    };
  };
  WAWebWidFactory: { createWid(id: string): PageWid; asUserWidOrThrow(wid: PageWid): PageWid };
  WAWebUserPrefsMeUser: { getMaybeMePnUser(): PageWid | null; getMaybeMeLidUser(): PageWid | null };
  WAWebLidMigrationUtils: { toPn(wid: PageWid): PageWid | undefined; toLid(wid: PageWid): PageWid | undefined };
  WAWebMsgKey: new (fields: object) => PageKey;
  WAWebQueryExistsJob: { queryWidExists(wid: PageWid): Promise<{ wid: PageWid } | null> };
  WAWebChatLoadMessages: { loadEarlierMsgs(of: { chat: PageChat }): Promise<PageMessage[] | undefined> };
  WAWebSendReactionMsgAction: { sendReactionToMsg(message: PageMessage, emoji: string): Promise<unknown> };
  WAWebCmd: {
    Cmd: {
      refreshQR(): void;
      archiveChat(chat: PageChat, isArchived: boolean): Promise<unknown>;
      sendRevokeMsgs(chat: PageChat, what: object, options: object): Promise<unknown>;
      sendDeleteMsgs(chat: PageChat, what: object, clearMedia: boolean): Promise<unknown>;
    };
  };
  WAWebMsgActionCapability: Record<
    'canEditText' | 'canEditCaption' | 'canSenderRevokeMsg' | 'canAdminRevokeMsg',
    (message: PageMessage) => boolean
  >;
  WAWebPollsVotesSchema: {
    getTable(): {
      equals(
        index: ['parentMsgKey'],
        key: string,
      ): Promise<{ sender: PageWid | string; selectedOptionLocalIds: ArrayLike<number>; senderTimestampMs: number }[]>;
    };
  };
  WAWebBlockContactUtils: {
    getContactToBlockOnlyUseIfNoAssociatedChat?: (contact: PageContact, entryPoint: string) => PageContact;
  };
  WAWebBlockContactAction: {
    blockContact(what: { contact: PageContact }): unknown;
    unblockContact(contact: PageContact): unknown;
  };
  WAWebConnModel: { Conn: object };
  WAWebSendMsgChatAction: {
    addAndSendMsgToChat: ((chat: unknown, data: object) => unknown) & OurMark;
  };
  WAWebDownloadManager: {
    downloadManager: { downloadAndMaybeDecrypt: ((question: MediaQuestion) => Promise<unknown>) & OurMark };
  };
  WAWebSocketModel: { Socket: { state: string; hasSynced: boolean; logout(): Promise<unknown>; takeover(): void } };
  WAWebAltDeviceLinkingApi: {
    setPairingType(type: string): void;
    initializeAltDeviceLinking(): Promise<unknown>;
    startAltLinkingFlow(phone: string, showNotification: boolean): Promise<string>;
  };
}

export interface PageWindow {
  require<K extends keyof PageModules>(name: K): PageModules[K];
  require(name: string): unknown;
  WWebJS?: {
    getChat(id: string, options: { getAsModel: false }): Promise<PageChat | null>;
    sendMessage(chat: PageChat, content: string, options: object): Promise<unknown>;
    sendSeen(id: string): Promise<boolean>;
    editMessage(message: PageMessage, text: string, options: object): Promise<unknown>;
    sendChatstate(state: 'typing' | 'recording' | 'stop', id: string): Promise<unknown>;
    getMessageModel(message: PageMessage): RawMessage;
  };
  onAppStateHasSyncedEvent?: () => void;
  /** Leads out of the page; a JSON array of reports. */
  waqtorReport?: (reports: string) => void;
  WaQtorReports?: {
    report: (report: PageReport) => void;
    own: Set<string>;
    plain: (message: RawMessage) => RawMessage;
    listen: () => void;
  };
  /** What the calls of both files share. */
  WaQtorShared?: {
    optional: <T>(read: () => T) => T | undefined;
    lookUpAny: (serialized: string) => Promise<PageMessage | undefined>;
    idsOf: (wid: PageWid) => { phone: PageWid | undefined; lid: PageWid | undefined };
  };
  WaQtorActs?: PageActs;
  WaQtorStates?: PageStates;
  Debug?: { VERSION?: unknown };
  /** What the patches did to this page, by id. */
  WaQtorPatches?: Record<string, PatchState>;
  /** Set by the patch `page-error-text`. */
  WaQtorErrorText?: (error: unknown) => string;
  WaQtorPersonNeed?: () => PersonNeed | null;
  /** Starts the calls and answers true at once; their answers come as reports. */
  WaQtorOrders?: (orders: PageOrder[]) => boolean;
}

/** Reason codes of a session that waits for a person. */
export type PersonNeed = 'passkey_required' | 'confirm_on_phone';

/** One call of `PageCalls`. */
export interface PageOrder {
  n: number;
  name: keyof PageCalls;
  args: unknown;
}
/** `failure` is the page's own text: it goes into the cause of an error and never into a log. */
export interface PageAnswer {
  t: 'answer';
  n: number;
  value?: unknown;
  failure?: string;
}
export type PageEvent =
  | { t: 'created'; message: RawMessage }
  | { t: 'ack'; id: RawMessage['id']; ack: number }
  | { t: 'reaction'; target: RawMessage['id']; senderId: string; emoji: string }
  | { t: 'edited'; id: RawMessage['id']; body: string }
  | { t: 'revoked'; message: RawMessage }
  /** `selected` are places of options, from 0. */
  | { t: 'vote'; target: RawMessage['id']; senderId: string; selected: number[]; atMs: number }
  | { t: 'typing'; chatId: string; writerId: string | null; state: 'composing' | 'recording' | 'paused' }
  | { t: 'flags'; chatId: string; isArchived?: boolean; isBlocked?: boolean }
  /** The page learnt that both are one person. */
  | { t: 'identity'; phone: string; lid: string };
export type PageReport = PageAnswer | PageEvent;

export interface SendOrder {
  keyId: string;
  chatId: string;
  text: string;
  media: { data: string; mimetype: string; filename: string | null } | null;
  type: 'text' | 'image' | 'video' | 'audio' | 'voice' | 'document' | 'location' | 'contact' | 'poll';
  /** Options of the library's send for a location or a poll. */
  content?: object;
  /** Fields of the message itself: contact cards, the forwarded mark. */
  fields?: object;
  quotedWaMessageId: string | null;
  mentionedIds: string[];
  linkPreview: boolean;
}
export interface KnownSend {
  waMessageId: string;
  ack: number;
}
export type SendAnswer =
  | { result: 'present' | 'handed'; sent: KnownSend }
  | {
      result: 'refused';
      code: 'invalid_chat_id' | 'not_found' | 'number_not_on_whatsapp' | 'unsupported' | 'media_not_accepted';
    }
  | { result: 'uncertain'; what: string };
export interface PagePeer {
  phone: string | null;
  lid: string | null;
  name: string | null;
  chatName: string | null;
}

/** Our calls inside the page, installed once per page by `installPageCalls`. Arguments and results are plain data. */
export interface PageCalls extends Omit<PageActs, 'hear'>, PageStates {
  send(order: SendOrder): Promise<SendAnswer>;
  find(target: { keyId: string; chatId: string }): Promise<KnownSend | null>;
  react(target: { waMessageId: string; emoji: string }): Promise<boolean>;
  /** The id that the message has in the page now; null = it is not there. */
  current(target: { waMessageId: string }): Promise<string | null>;
  seen(target: { chatId: string }): Promise<boolean>;
  peer(target: { chatId: string }): Promise<PagePeer>;
  messagesSince(limits: { sinceSeconds: number; maxChats: number; maxPerChat: number }): Promise<RawMessage[]>;
  /** Key ids of others' messages that came while this page runs, newest first, at most 50. */
  arrived(): Promise<string[]>;
  /** Subscribes our reports to the page's own collection, beside the library. */
  listen(): Promise<void>;
  personNeed(): Promise<PersonNeed | null>;
  state(): Promise<{ socket: string; hasSynced: boolean; isInjected: boolean }>;
}
