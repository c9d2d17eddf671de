/**
 * What a linked device (the simulated WhatsApp Web page, or the memory engine) and the simulated network say to each
 * other over one WebSocket, as JSON. Ids of chats are `<digits>@c.us`, `<digits>@lid` or, of groups, `<digits>@g.us`;
 * times are Unix milliseconds.
 */
import type { GROUP_ACTIONS, MessageContent, MessageType } from '@waqtor/contracts';

export interface Identity {
  phone: string;
  lid: string;
  name: string;
  platform: string;
  /** Proof of the link; a device without it must show a QR again. */
  token: string;
}

export interface WireContact {
  /** Null while the person hides the number. */
  phone: string | null;
  lid: string;
  name: string | null;
}

export interface WireMedia {
  mimetype: string;
  filename: string | null;
  sizeBytes: number;
}

/** What a message carries beside its text; buttons and lists are not sent by anybody. */
export type WireContent = Extract<MessageContent, { kind: 'location' | 'contacts' | 'poll' }>;

/** Somebody in a group, and the id under which the group knows them. */
export interface WirePerson {
  id: string;
  contact: WireContact;
}
/** A group as one who is in it, or was, sees it. */
export interface WireGroup {
  id: string;
  subject: string;
  description: string | null;
  isAnnouncement: boolean;
  /** Its members are known by lid. */
  isLid: boolean;
  participants: (WirePerson & { isAdmin: boolean })[];
}
/** What happened in a group; it comes as a message of the type `system`. */
export interface GroupNotice {
  action: (typeof GROUP_ACTIONS)[number] | 'create';
  participants: WirePerson[];
  by: WirePerson | null;
  /** The new subject or description. */
  text: string | null;
}

/** A message as a linked device gets it; `fromMe` when it was typed on the phone of the same account. */
export interface WireMessage {
  id: string;
  fromMe: boolean;
  chat: string;
  /** The other side; in a group who wrote it. */
  contact: WireContact;
  type: MessageType;
  body: string;
  media: WireMedia | null;
  quotedId: string | null;
  atMs: number;
  ack: number;
  content?: WireContent | null;
  isForwarded?: boolean;
  /** In a group: the id of who wrote it. */
  author?: string;
  group?: { subject: string };
  notice?: GroupNotice;
}

/** A message that a linked device hands to the network. `mediaBase64` only together with `media`. */
export interface TransmittedMessage {
  id: string;
  chat: string;
  type: MessageType;
  body: string;
  media: WireMedia | null;
  mediaBase64: string | null;
  quotedId: string | null;
  atMs: number;
  content?: WireContent | null;
  isForwarded?: boolean;
  /**
   * A device that came back transmits once more what it has no ack for: the same stanza, not a message that somebody
   * asked to send again. The network knows it whatever `dedupe` says.
   */
  isAgain?: boolean;
}

/** The steps of an own send at which a device can be told to stop for ever. */
export const HOLD_STEPS = ['before_store', 'after_store', 'after_transmit'] as const;
export type HoldStep = (typeof HOLD_STEPS)[number];

/** The faults that a device has to act on by itself. */
export interface DeviceFaults {
  holdAt: HoldStep | null;
  sync: 'normal' | 'early' | 'never';
  lid: boolean;
  slowLoadMs: number;
  passkey: boolean;
  dialog: 'phone' | 'news' | null;
}

export type TypingState = 'composing' | 'recording' | 'paused';

export type DeviceFrame =
  | { t: 'hello'; deviceId: string; identity: { phone: string; token: string } | null }
  | { t: 'refresh' }
  | { t: 'logout' }
  | { t: 'takeover' }
  /** The queued frames are stored durably on the device; the network forgets them. */
  | { t: 'done'; seqs: number[] }
  | { t: 'send'; message: TransmittedMessage }
  | { t: 'read'; chat: string }
  | { t: 'react'; targetId: string; emoji: string }
  | { t: 'typing'; chat: string; state: TypingState }
  | { t: 'held'; step: HoldStep }
  | { t: 'missing'; name: string }
  /** Somebody put the dialog with news away. */
  | { t: 'news_read' }
  | { t: 'faults_applied'; n: number }
  | { t: 'ask'; n: number; question: Question };

/** `delete`: for this account alone. */
export type MessageChange = { t: 'edit'; body: string } | { t: 'revoke' } | { t: 'delete' };
export interface ChatFlags {
  isArchived?: boolean;
  isBlocked?: boolean;
}

/** Questions that the network answers with `{t: 'answer', n, value}`. */
export type Question =
  | { kind: 'pairing_code'; phone: string }
  | { kind: 'exists'; chat: string }
  | { kind: 'media'; id: string }
  /** Answered once it is done; asked again it is the same. False: not allowed, or too late. */
  | { kind: 'change'; id: string; change: MessageChange }
  | { kind: 'flag'; chat: string; flags: ChatFlags }
  | { kind: 'group'; chat: string };

export interface Answers {
  pairing_code: { code: string; expiresAtMs: number } | null;
  exists: WireContact | null;
  media: { base64: string; mimetype: string } | null;
  change: boolean;
  flag: boolean;
  group: WireGroup | null;
}

/** Frames that wait in the device's queue until it answers `done`: nothing of them is lost by being away. */
export type QueuedFrame =
  | { t: 'message'; message: WireMessage }
  | { t: 'ack'; id: string; ack: number }
  | { t: 'reaction'; targetId: string; contact: WireContact; emoji: string; atMs: number }
  /** Something about a person became known. */
  | { t: 'contact'; contact: WireContact }
  | { t: 'edited'; id: string; body: string }
  | { t: 'revoked'; id: string }
  /** For this account alone, by another of its devices. */
  | { t: 'deleted'; id: string }
  /** Places of options, from 0; none when the vote was taken back. */
  | { t: 'vote'; pollId: string; voter: WirePerson; selected: number[]; atMs: number }
  | { t: 'flags'; chat: string; flags: ChatFlags };

/** Ids of chats as the account has them when a device is linked; later changes come as frames. */
export interface ChatMarks {
  archived: string[];
  blocked: string[];
}

export type NetworkFrame =
  | { t: 'faults'; n: number; faults: DeviceFaults }
  | { t: 'ref'; ref: string; rotationMs: number }
  | { t: 'idle' }
  | { t: 'paired'; me: Identity; contacts: WireContact[]; marks: ChatMarks }
  /** `isOpenElsewhere`: the device is in conflict until it takes the account over. */
  | { t: 'welcome'; me: Identity; contacts: WireContact[]; isOpenElsewhere: boolean }
  | { t: 'unlinked' }
  | { t: 'state'; state: 'CONFLICT' | 'CONNECTED' }
  | { t: 'crash' }
  | { t: 'freeze' }
  | { t: 'deaf'; how: 'detached' | 'dropped' }
  /** Of use only now: it waits in no queue. */
  | { t: 'typing'; chat: string; writer: WirePerson; state: TypingState }
  | { t: 'queued'; seq: number; frame: QueuedFrame }
  | { t: 'answer'; n: number; value: unknown };
