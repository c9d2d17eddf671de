import type { HostFactOf, MessageContent, MessageType, Peer } from '@waqtor/contracts';
import { contentText } from '@waqtor/core/message/content-text';
import type { PagePeer, RawMessage } from './page-window.ts';
import { contentOf } from './raw-content.ts';

const KINDS: Record<string, MessageType> = {
  chat: 'text',
  image: 'image',
  video: 'video',
  gif: 'video',
  audio: 'audio',
  ptt: 'voice',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  vcard: 'contact',
  multi_vcard: 'contact',
  poll_creation: 'poll',
  list: 'interactive',
  list_response: 'interactive',
  buttons_response: 'interactive',
  template_button_reply: 'interactive',
  e2e_notification: 'system',
  notification_template: 'system',
  gp2: 'system',
};

/** Contract limits of a fact; WhatsApp's own are lower or equal, a page gone wrong may exceed them. */
const MAX_BODY_CHARS = 70_000;
const MAX_NAME_CHARS = 300;

export const idOf = (id: string | { _serialized: string } | undefined): string | null =>
  id === undefined || id === null ? null : typeof id === 'string' ? id : id._serialized;

/** Kinds that are not messages to anybody: key exchanges, and what the page shows in place of a deleted message. */
export const isConversation = (raw: RawMessage): boolean =>
  !['e2e_notification', 'notification_template', 'gp2', 'ciphertext', 'revoked', 'protocol'].includes(raw.type);

export const peerFactOf = ({ phone, lid, name }: PagePeer): Peer => ({
  phone,
  lid,
  name: name?.slice(0, MAX_NAME_CHARS) ?? null,
});

/** The text of a message; what the page keeps in a body of its own is a picture or a card. */
const textOf = (raw: RawMessage, content: MessageContent | null): string => {
  if (raw.directPath) return raw.caption ?? '';
  return content ? contentText(content) : (raw.body ?? raw.pollName ?? '');
};

/** The library's plain message as a fact. `peer` describes the chat, or in a group the author. */
export const messageFactOf = (
  raw: RawMessage,
  chat: PagePeer,
  author: PagePeer | null,
  backfilled: boolean,
): HostFactOf<'message'> => {
  const hasMedia = Boolean(raw.directPath);
  const chatId = raw.id.remote;
  const isGroup = chatId.endsWith('@g.us');
  const described = author ?? chat;
  const content = contentOf(raw);
  return {
    type: 'message',
    keyId: raw.id.id,
    waMessageId: raw.id._serialized,
    chatId,
    chatName: (chat.chatName ?? chat.name)?.slice(0, MAX_NAME_CHARS) ?? null,
    isGroup,
    fromMe: raw.id.fromMe,
    from: idOf(raw.from) ?? chatId,
    to: idOf(raw.to) ?? chatId,
    author: idOf(raw.author),
    peer: { ...peerFactOf(described), name: (described.name ?? (raw.id.fromMe ? null : raw.notifyName)) || null },
    kind: KINDS[raw.type] ?? 'unknown',
    body: textOf(raw, content).slice(0, MAX_BODY_CHARS),
    media: hasMedia
      ? {
          mimetype: raw.mimetype ?? 'application/octet-stream',
          filename: raw.filename?.slice(0, MAX_NAME_CHARS) ?? null,
          sizeBytes: typeof raw.size === 'number' && raw.size >= 0 ? Math.trunc(raw.size) : null,
        }
      : null,
    quotedKeyId: raw.quotedStanzaID ?? null,
    ...(content ? { content } : {}),
    ...(raw.isForwarded ? { isForwarded: true } : {}),
    timestamp: new Date(raw.t * 1000).toISOString(),
    ack: Math.min(4, Math.max(-1, raw.ack ?? 0)),
    backfilled,
  };
};
