import { WaqtorError } from '@waqtor/contracts';
import { normalizeRecipient } from '@waqtor/core/phone/normalize-recipient';

/** The chat id of what a client named as recipient; `invalid_chat_id` points at the field. */
export const recipientOf = (input: string, pointer = '/chatId'): string => {
  const recipient = normalizeRecipient(input);
  if (recipient.ok) return recipient.value;
  const reason = String(recipient.details?.reason ?? 'unknown_form');
  throw new WaqtorError('invalid_chat_id', {
    details: { reason },
    errors: [{ pointer, code: reason, message: 'is neither a chat id nor a phone number with its country code' }],
  });
};
