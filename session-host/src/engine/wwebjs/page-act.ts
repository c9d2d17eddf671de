import type { PageMessage, PagePeer, PageWid, RawMessage } from './page-window.ts';

/** Who writes in a chat, as the page has it. */
export interface PageChatstate {
  /** In a group: who writes. */
  id?: PageWid;
  type?: string;
}
export interface PagePresence {
  id: PageWid;
  chatstate?: PageChatstate;
  chatstates?: { getModelsArray(): PageChatstate[] };
  subscribe?: () => Promise<unknown>;
}

export interface PageGroup {
  subject: string;
  description: string | null;
  isAnnouncement: boolean;
  participants: (Omit<PagePeer, 'chatName'> & { id: string; isAdmin: boolean; isMe: boolean })[];
}
/** `selected` are places of options, from 0. */
export interface PageVote {
  target: RawMessage['id'];
  senderId: string;
  selected: number[];
  atMs: number;
}
/** What the page keeps of the reactions to one message: a row for each emoji. */
export interface PageReactions {
  reactions: {
    serialize(): { senders?: { reactionText?: string; senderUserJid?: PageWid | string; timestamp?: number }[] }[];
  };
}
/** A message as it is now; `reactions` are left out where the page does not say for certain. */
export interface PageState {
  keyId: string;
  chatId: string;
  isRevoked?: true;
  edit?: { body: string; atMs: number | null };
  reactions?: { senderId: string; emoji: string; atMs: number | null }[];
}
export interface ChangeLimits {
  noticesSinceSeconds: number;
  statesSinceSeconds: number;
  maxChats: number;
  maxPerChat: number;
  maxStates: number;
}
/** Installed by `installPageStates`. */
export interface PageStates {
  changes(limits: ChangeLimits): Promise<{ notices: RawMessage[]; states: PageState[] }>;
}
export type ActAnswer = 'done' | 'not_found' | 'not_changeable' | 'unsupported';

/** Installed by `installPageActs`. */
export interface PageActs {
  edit(order: { waMessageId: string; text: string }): Promise<ActAnswer>;
  remove(order: { waMessageId: string; isForEveryone: boolean }): Promise<ActAnswer>;
  typing(order: { chatId: string; state: 'composing' | 'recording' | 'paused' }): Promise<void>;
  archive(order: { chatId: string; isArchived: boolean }): Promise<ActAnswer>;
  block(order: { chatId: string; isBlocked: boolean }): Promise<ActAnswer>;
  /** `chatId` null: not on WhatsApp. */
  check(order: { phones: string[] }): Promise<{ phone: string; chatId: string | null }[]>;
  /** Null: there is no such group, or we may not see it. */
  group(order: { chatId: string }): Promise<PageGroup | null>;
  /** Votes that the page keeps, of its newest polls. */
  votes(limits: { sinceMs: number; maxPolls: number }): Promise<PageVote[]>;
  /** Listens to writing, blocking and new chats. A repeat changes nothing. */
  attend(): Promise<void>;
  /** Asks to be told of writing in the chat of a new message. */
  hear(message: PageMessage): void;
}
