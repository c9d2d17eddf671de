import { WaqtorError } from '@waqtor/contracts';
import type { Message, SendPayload } from '@waqtor/contracts';
import type { ApiContext } from '../api.ts';
import { mediumOfId } from '../media/medium-of-id.ts';
import type { SendTarget } from './send-to.ts';

const MEDIA_KINDS = ['image', 'video', 'audio', 'voice', 'document'] as const;
type MediaKind = (typeof MEDIA_KINDS)[number];
const isMediaKind = (type: string): type is MediaKind => (MEDIA_KINDS as readonly string[]).includes(type);

const head = (chatId: string) => ({ chatId, quotedWaMessageId: null, isForwarded: true });

const ofMedium = async (c: ApiContext, message: Message, { chatId, session }: SendTarget): Promise<SendPayload> => {
  // A sticker goes as the picture that it is.
  const type = isMediaKind(message.type) ? message.type : message.type === 'sticker' ? 'image' : 'document';
  if (message.media?.state !== 'ready') throw new WaqtorError('media_missing');
  const { id, mimetype, filename, sizeBytes } = await mediumOfId(c, session, message.media.id, type);
  const media = { id, mimetype, filename, sizeBytes };
  return { kind: 'send_media', ...head(chatId), media, type, caption: message.body };
};

const ofContent = (content: NonNullable<Message['content']>, chatId: string): SendPayload | null => {
  if (content.kind === 'location') return { kind: 'send_location', ...head(chatId), content };
  if (content.kind === 'contacts') return { kind: 'send_contact', ...head(chatId), content };
  return content.kind === 'poll' ? { kind: 'send_poll', ...head(chatId), content } : null;
};

/**
 * The same content for another chat, marked as forwarded. Buttons and lists go as they were seen: a menu is a text;
 * one that was a poll cannot be forwarded, for its answers would come back to nobody.
 */
export const forwardedPayload = async (c: ApiContext, message: Message, target: SendTarget): Promise<SendPayload> => {
  if (message.media) return ofMedium(c, message, target);
  const content = message.content ? ofContent(message.content, target.chatId) : null;
  if (content) return content;
  if (message.body === '' || (message.deletedAt ?? null) !== null || message.renderedAs === 'poll') {
    throw new WaqtorError('unsupported', { details: { reason: 'nothing_to_forward' } });
  }
  const text = message.body;
  return { kind: 'send_text', ...head(target.chatId), text, mentionedIds: [], linkPreview: true };
};
