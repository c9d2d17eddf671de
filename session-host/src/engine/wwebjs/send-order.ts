import { readFile } from 'node:fs/promises';
import { EngineRefusal } from '../engine.ts';
import type { OutboundSend, SendPayload } from '../engine.ts';
import { vcardOf } from '../vcard.ts';
import type { SendOrder } from './page-window.ts';

type Carried = Pick<SendOrder, 'text' | 'media' | 'type' | 'mentionedIds' | 'linkPreview' | 'content' | 'fields'>;

const PLAIN = { text: '', media: null, mentionedIds: [], linkPreview: false };

/** One card is the message itself; several lie in it as a list. */
const cardsOf = (contacts: { name: string; phone: string | null }[]): Pick<Carried, 'text' | 'fields'> => {
  const cards = contacts.map((contact) => ({ displayName: contact.name, vcard: vcardOf(contact) }));
  const [first] = cards;
  if (cards.length > 1) return { text: '', fields: { type: 'multi_vcard', vcardList: cards, body: null } };
  return { text: first?.vcard ?? '', fields: { type: 'vcard', vcardFormattedName: first?.displayName } };
};

/** Where the first page of Ogg names its codec. */
const OGG_HEAD_BYTES = 64;
/**
 * Phones play a voice message when its type names the codec, which the sniffed type does not (RFC 7845 §9); other
 * sound goes as what it is.
 */
const typeOf = ({ type, media: { mimetype } }: Extract<SendPayload, { kind: 'send_media' }>, bytes: Buffer): string =>
  type === 'voice' && mimetype === 'audio/ogg' && bytes.subarray(0, OGG_HEAD_BYTES).includes('OpusHead')
    ? 'audio/ogg; codecs=opus'
    : mimetype;

const carriedBy = async (payload: SendPayload, mediaPath: string | null): Promise<Carried> => {
  switch (payload.kind) {
    case 'send_text': {
      const { text, mentionedIds, linkPreview } = payload;
      return { ...PLAIN, type: 'text', text, mentionedIds, linkPreview };
    }
    case 'send_media': {
      if (mediaPath === null) throw new EngineRefusal('media_not_accepted');
      const bytes = await readFile(mediaPath).catch((cause: unknown) => {
        throw new EngineRefusal('media_not_accepted', { cause });
      });
      const { filename } = payload.media;
      const media = { data: bytes.toString('base64'), mimetype: typeOf(payload, bytes), filename };
      return { ...PLAIN, type: payload.type, text: payload.caption, media };
    }
    case 'send_location': {
      const { latitude, longitude, name, address } = payload.content;
      const description = [name, address].filter((line) => line !== null && line !== '').join('\n');
      return { ...PLAIN, type: 'location', content: { location: { latitude, longitude, description } } };
    }
    case 'send_contact':
      return { ...PLAIN, type: 'contact', ...cardsOf(payload.content.contacts) };
    case 'send_poll': {
      const { question, options, allowMultiple } = payload.content;
      const poll = {
        pollName: question,
        pollOptions: options.map((name, localId) => ({ name, localId })),
        options: { allowMultipleAnswers: allowMultiple },
      };
      return { ...PLAIN, type: 'poll', content: { poll } };
    }
  }
};

/** What the page is told to send. Rejects with EngineRefusal when the medium cannot be read. */
export const sendOrderOf = async ({ keyId, payload, mediaPath }: OutboundSend): Promise<SendOrder> => {
  const { chatId, quotedWaMessageId, isForwarded } = payload;
  const carried = await carriedBy(payload, mediaPath);
  return {
    ...{ keyId, chatId, quotedWaMessageId },
    ...carried,
    fields: { ...carried.fields, ...(isForwarded ? { isForwarded: true, forwardingScore: 1 } : {}) },
  };
};
