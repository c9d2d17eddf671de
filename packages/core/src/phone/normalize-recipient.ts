import { chatIdSchema } from '@waqtor/contracts';
import type { Result } from '@waqtor/contracts';
import { normalizePhone } from './normalize-phone.ts';

/**
 * A chat id as it is, or `<digits>@c.us` of a phone number (of `country` where it is in national form); anything else
 * is `invalid_chat_id`.
 */
export const normalizeRecipient = (input: string, country: string | null = null): Result<string> => {
  const text = input.trim();
  if (chatIdSchema.safeParse(text).success) return { ok: true, value: text };
  if (text.includes('@')) return { ok: false, code: 'invalid_chat_id', details: { reason: 'unknown_form' } };
  const phone = normalizePhone(text, country);
  return phone.ok ? { ok: true, value: `${phone.value}@c.us` } : phone;
};
