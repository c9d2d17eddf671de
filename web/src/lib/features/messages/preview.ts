import type { Chat, MessageType } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

const KINDS: Partial<Record<MessageType, () => string>> = {
  image: m.kind_image,
  video: m.kind_video,
  audio: m.kind_audio,
  voice: m.kind_voice,
  document: m.kind_document,
  sticker: m.kind_sticker,
  location: m.kind_location,
  contact: m.kind_contact,
  poll: m.kind_poll,
  // An answer without a word is one that was taken back.
  interactive: m.inbox_vote_taken_back,
};

/** One line for the list: the text, or what kind of thing it is. */
export const previewOf = ({ preview, type }: Pick<NonNullable<Chat['lastMessage']>, 'preview' | 'type'>): string =>
  preview !== '' ? preview : (KINDS[type]?.() ?? m.kind_other());
