import type { Chat, MessageType } from '@waqtor/contracts';
import { withoutMarkup } from '@waqtor/core/text/whatsapp-markup';
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

/** The server cuts previews here: what is as long may end inside a marked stretch. */
const CUT_CHARS = 120;

const withoutMarks = (preview: string): string => {
  const cut = preview.trimEnd();
  const shown = withoutMarkup(cut);
  if (cut.length < CUT_CHARS) return shown;
  const ended = ['*', '_', '~'].map((mark) => withoutMarkup(cut + mark)).filter((text) => text.length < shown.length);
  return ended[0] ?? shown;
};

/** One line for the list: the text without WhatsApp's marks, or what kind of thing it is. */
export const previewOf = ({ preview, type }: Pick<NonNullable<Chat['lastMessage']>, 'preview' | 'type'>): string =>
  preview !== '' ? withoutMarks(preview) : (KINDS[type]?.() ?? m.kind_other());
