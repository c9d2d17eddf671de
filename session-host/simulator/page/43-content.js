import { createWid } from './20-ids.js';

/** Locations, contact cards and polls: as fields of the page's messages, and as the network carries them. */
const escaped = (text) => text.replace(/[\\;,]/g, '\\$&').replace(/\n/g, '\\n');
const unescaped = (text) => text.replace(/\\n/gi, '\n').replace(/\\([\\;,])/g, '$1');

const vcardOf = ({ name, phone }) =>
  [
    ...['BEGIN:VCARD', 'VERSION:3.0', `N:;${escaped(name)};;;`, `FN:${escaped(name)}`],
    ...(phone === null ? [] : [`TEL;type=CELL;waid=${phone.replace(/\D/g, '')}:+${phone.replace(/\D/g, '')}`]),
    'END:VCARD',
  ].join('\n');
const contactOf = (vcard) => {
  const name = /^FN[^:\r\n]*:(.*)$/im.exec(vcard)?.[1] ?? '';
  const [, waid, number = ''] = /^(?:item\d+\.)?TEL(?:[^:\r\n]*?waid=(\d+))?[^:\r\n]*:(.*)$/im.exec(vcard) ?? [];
  return { name: unescaped(name.trim()) || '?', phone: waid ?? (number.replace(/\D/g, '') || null) };
};

/** Fields of a message of the page. */
export const contentFields = (content) => {
  switch (content?.kind) {
    case 'location':
      return {
        lat: content.latitude,
        lng: content.longitude,
        loc: [content.name, content.address].filter((line) => line !== null).join('\n') || undefined,
        // The real page keeps a small picture of the map here.
        body: '/9j/4AAQSkZJRg==',
      };
    case 'contacts': {
      const cards = content.contacts.map((contact) => ({ displayName: contact.name, vcard: vcardOf(contact) }));
      if (cards.length > 1) return { type: 'multi_vcard', vcardList: cards, body: undefined };
      return { type: 'vcard', body: cards[0].vcard, vcardFormattedName: cards[0].displayName };
    }
    case 'poll':
      return {
        pollName: content.question,
        pollOptions: content.options.map((name, localId) => ({ name, localId })),
        pollSelectableOptionsCount: content.allowMultiple ? 0 : 1,
        body: '',
      };
    default:
      return {};
  }
};

/** What the library put into a message that is being sent. */
export const contentOfOwn = (data) => {
  switch (data.type) {
    case 'location': {
      const [name = null, ...address] = data.loc ? data.loc.split('\n') : [];
      return { kind: 'location', latitude: data.lat, longitude: data.lng, name, address: address.join('\n') || null };
    }
    case 'vcard':
      return { kind: 'contacts', contacts: [contactOf(data.body)] };
    case 'multi_vcard':
      return { kind: 'contacts', contacts: data.vcardList.map(({ vcard }) => contactOf(vcard)) };
    case 'poll_creation':
      return {
        kind: 'poll',
        question: data.pollName,
        options: data.pollOptions.map(({ name }) => name),
        allowMultiple: data.pollSelectableOptionsCount !== 1,
      };
    default:
      return null;
  }
};

/** WhatsApp's names for what happens in a group. */
const SUBTYPES = { join: 'invite' };
export const noticeFields = (notice) =>
  notice
    ? {
        type: 'gp2',
        subtype: SUBTYPES[notice.action] ?? notice.action,
        recipients: notice.participants.map(({ id }) => createWid(id)),
        body: notice.text ?? '',
      }
    : {};
