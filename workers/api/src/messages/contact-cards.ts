import { WaqtorError } from '@waqtor/contracts';
import { needsCountry, normalizePhone } from '@waqtor/core/phone/normalize-phone';
import type { ApiContext } from '../api.ts';
import { defaultCountryOf } from '../workspace/default-country.ts';

interface ContactCard {
  name: string;
  phone: string | null;
}

/** The cards with their numbers as E.164 digits; `validation_failed` points at a number that is none. */
export const cardsOf = (c: ApiContext, cards: readonly ContactCard[]): Promise<ContactCard[]> =>
  Promise.all(
    cards.map(async ({ name, phone }, index) => {
      if (phone === null) return { name, phone };
      const number = normalizePhone(phone, needsCountry(phone) ? await defaultCountryOf(c) : null);
      if (number.ok) return { name, phone: number.value };
      const pointer = `/contacts/${index}/phone`;
      throw new WaqtorError('validation_failed', {
        errors: [{ pointer, code: 'invalid_phone', message: 'is not a phone number with its country code' }],
      });
    }),
  );
