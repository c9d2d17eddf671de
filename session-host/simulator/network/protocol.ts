/**
 * What a linked device (the simulated WhatsApp Web page, or the memory engine) and the simulated network say to each
 * other over one WebSocket, as JSON. Ids of chats are `<digits>@c.us` or `<digits>@lid`; times are Unix milliseconds.
 */
import type { MessageType } from '@waqtor/contracts';

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

/** A message as a linked device gets it; `fromMe` when it was typed on the phone of the same account. */
export interface WireMessage {
  id: string;
  fromMe: boolean;
  chat: string;
  contact: WireContact;
  type: MessageType;
  body: string;
  media: WireMedia | null;
  quotedId: string | null;
  atMs: number;
  ack: number;
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
  | { t: 'edit'; id: string; body: string }
  | { t: 'revoke'; id: string }
  | { t: 'held'; step: HoldStep }
  | { t: 'missing'; name: string }
  /** Somebody put the dialog with news away. */
  | { t: 'news_read' }
  | { t: 'faults_applied'; n: number }
  | { t: 'ask'; n: number; question: Question };

/** Questions that the network answers with `{t: 'answer', n, value}`. */
export type Question =
  { kind: 'pairing_code'; phone: string } | { kind: 'exists'; chat: string } | { kind: 'media'; id: string };

export interface Answers {
  pairing_code: { code: string; expiresAtMs: number } | null;
  exists: WireContact | null;
  media: { base64: string; mimetype: string } | null;
}

/** Frames that wait in the device's queue until it answers `done`: nothing of them is lost by being away. */
export type QueuedFrame =
  | { t: 'message'; message: WireMessage }
  | { t: 'ack'; id: string; ack: number }
  | { t: 'reaction'; targetId: string; contact: WireContact; emoji: string; atMs: number }
  /** Something about a person became known. */
  | { t: 'contact'; contact: WireContact }
  | { t: 'edited'; id: string; body: string }
  | { t: 'revoked'; id: string };

export type NetworkFrame =
  | { t: 'faults'; n: number; faults: DeviceFaults }
  | { t: 'ref'; ref: string; rotationMs: number }
  | { t: 'idle' }
  | { t: 'paired'; me: Identity; contacts: WireContact[] }
  /** `isOpenElsewhere`: the device is in conflict until it takes the account over. */
  | { t: 'welcome'; me: Identity; contacts: WireContact[]; isOpenElsewhere: boolean }
  | { t: 'unlinked' }
  | { t: 'state'; state: 'CONFLICT' | 'CONNECTED' }
  | { t: 'crash' }
  | { t: 'freeze' }
  | { t: 'deaf'; how: 'detached' | 'dropped' }
  | { t: 'queued'; seq: number; frame: QueuedFrame }
  | { t: 'answer'; n: number; value: unknown };
