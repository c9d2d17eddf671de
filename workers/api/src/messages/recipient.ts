import { WaqtorError } from '@waqtor/contracts';
import { needsCountry } from '@waqtor/core/phone/normalize-phone';
import { normalizeRecipient } from '@waqtor/core/phone/normalize-recipient';
import type { ApiContext } from '../api.ts';
import { defaultCountryOf } from '../workspace/default-country.ts';

/**
 * The chat id of what a client named as recipient: a chat id, a number with its country code, or one in the national
 * form of the workspace's default country. `invalid_chat_id` points at the field.
 */
export const recipientOf = async (c: ApiContext, input: string, pointer = '/chatId'): Promise<string> => {
  const recipient = normalizeRecipient(input, needsCountry(input) ? await defaultCountryOf(c) : null);
  if (recipient.ok) return recipient.value;
  const reason = String(recipient.details?.reason ?? 'unknown_form');
  throw new WaqtorError('invalid_chat_id', {
    details: { reason },
    errors: [{ pointer, code: reason, message: 'is neither a chat id nor a phone number with its country code' }],
  });
};
