import type { MessageContent } from '@waqtor/contracts';
import { CONTENT_LIMITS } from '@waqtor/contracts/content-limits';
import { contactOfVcard } from '../vcard.ts';
import type { RawMessage } from './page-window.ts';

/** Contract limits of a fact. */
const MAX_PLACE_CHARS = 300;
const MAX_ADDRESS_CHARS = 500;
const MAX_NAME_CHARS = 200;
const MAX_PHONE_CHARS = 20;

const contactsOf = (vcards: string[]) =>
  vcards.slice(0, CONTENT_LIMITS.sharedContacts).map((vcard) => {
    const { name, phone } = contactOfVcard(vcard);
    return { name: name.slice(0, MAX_NAME_CHARS), phone: phone?.slice(0, MAX_PHONE_CHARS) ?? null };
  });

const unchecked = (raw: RawMessage): MessageContent | null => {
  switch (raw.type) {
    case 'location': {
      const [name = '', ...address] = (raw.loc ?? '').split('\n');
      return {
        kind: 'location',
        latitude: raw.lat ?? Number.NaN,
        longitude: raw.lng ?? Number.NaN,
        name: name.slice(0, MAX_PLACE_CHARS) || null,
        address: address.join('\n').slice(0, MAX_ADDRESS_CHARS) || null,
      };
    }
    case 'vcard':
      return { kind: 'contacts', contacts: contactsOf([raw.body ?? '']) };
    case 'multi_vcard':
      return { kind: 'contacts', contacts: contactsOf((raw.vcardList ?? []).map(({ vcard }) => vcard)) };
    case 'poll_creation':
      return {
        kind: 'poll',
        question: (raw.pollName ?? '').slice(0, CONTENT_LIMITS.pollQuestionChars),
        options: (raw.pollOptions ?? [])
          .slice(0, CONTENT_LIMITS.pollOptions)
          .map(({ name }) => name.slice(0, CONTENT_LIMITS.pollOptionChars)),
        // WhatsApp: the number of answers that are taken, 0 for any.
        allowMultiple: raw.pollSelectableOptionsCount !== 1,
      };
    default:
      return null;
  }
};

const isVisible = (text: string): boolean => text.trim() !== '';
const isWithin = (degrees: number, bound: number): boolean => degrees >= -bound && degrees <= bound;

/** What the contract asks for beyond the lengths that are cut above. Its own schema would cost each process zod (ADR 011). */
const makesSense = (content: MessageContent): boolean => {
  switch (content.kind) {
    case 'location':
      return isWithin(content.latitude, 90) && isWithin(content.longitude, 180);
    case 'contacts':
      return content.contacts.length > 0 && content.contacts.every(({ name }) => isVisible(name));
    case 'poll':
      return isVisible(content.question) && content.options.length >= 2 && content.options.every(isVisible);
    default:
      return false;
  }
};

/** Location, cards or poll of a plain message; null where the page's own does not make sense. */
export const contentOf = (raw: RawMessage): MessageContent | null => {
  const content = unchecked(raw);
  return content && makesSense(content) ? content : null;
};
