import type { Message } from '@waqtor/contracts';
import type { Outgoing } from '$lib/api/messages.ts';

const MEDIA_TYPES = ['image', 'video', 'audio', 'voice', 'document'] as const;
type MediaType = (typeof MEDIA_TYPES)[number];

/** The same message once more, as a new send; null for kinds that cannot be made again from what is stored. */
export const resendOf = ({ type, body, media, content }: Message): Outgoing | null => {
  if (media && MEDIA_TYPES.includes(type as MediaType)) {
    return { kind: 'media', mediaId: media.id, type: type as MediaType, caption: body, filename: media.filename };
  }
  if (content && (content.kind === 'location' || content.kind === 'contacts' || content.kind === 'poll')) {
    return { kind: 'content', content };
  }
  return type === 'text' && body !== '' ? { kind: 'text', text: body } : null;
};
