import { describe, expect, it } from 'vitest';
import { needsCountry, normalizePhone } from './normalize-phone.ts';
import { normalizeRecipient } from './normalize-recipient.ts';

describe('phone', () => {
  it.each([
    '966500000001',
    '+966500000001',
    '00966500000001',
    ' +966 (50) 000-0001 ',
    '+٩٦٦٥٠٠٠٠٠٠٠١',
    '\u200e+۹۶۶ ۵۰ ۰۰۰ ۰۰۰۱\u200e',
  ])('M-1 reads %j as the same E.164 number', (input) => {
    expect(normalizePhone(input)).toEqual({ ok: true, value: '966500000001' });
  });

  it.each([
    ['0500000001', 'needs_country_code'],
    ['+0500000001', 'needs_country_code'],
    ['123456', 'wrong_length'],
    ['1234567890123456', 'wrong_length'],
    ['call me', 'not_a_number'],
    ['+', 'not_a_number'],
    ['', 'not_a_number'],
  ])('M-1 refuses %j because of %s', (input, reason) => {
    expect(normalizePhone(input)).toEqual({ ok: false, code: 'invalid_chat_id', details: { reason } });
  });

  it.each([
    ['SA', '0500000001', '966500000001'],
    ['SA', '050 000 0001', '966500000001'],
    ['SA', '٠٥٠٠٠٠٠٠٠١', '966500000001'],
    ['SA', '500000001', '966500000001'],
    ['EG', '01000000001', '201000000001'],
    ['KW', '50000001', '96550000001'],
    ['IT', '0600000001', '390600000001'],
    ['SA', '966500000001', '966500000001'],
    ['SA', '+201000000001', '201000000001'],
    ['SA', '00201000000001', '201000000001'],
    ['SA', '201000000001', '201000000001'],
    ['DE', '4520000001', '4520000001'],
  ])('M-1 reads, in a workspace of %s, %j as %s', (country, input, expected) => {
    expect(normalizePhone(input, country)).toEqual({ ok: true, value: expected });
    expect(normalizeRecipient(input, country)).toEqual({ ok: true, value: `${expected}@c.us` });
  });

  it.each([
    ['SA', '+0500000001'],
    ['AQ', '0500000001'],
    ['SA', '050000'],
    ['SA', '000500000001'],
  ])('M-1 guesses no country, in a workspace of %s, for %j', (country, input) => {
    expect(normalizePhone(input, country)).toMatchObject({ ok: false, code: 'invalid_chat_id' });
  });

  it.each([
    ['0500000001', true],
    ['500 000 001', true],
    ['966500000001', false],
    ['+966500000001', false],
    ['00966500000001', false],
    ['someone', false],
  ])('M-1 asks for the country of the workspace only where it decides: %j', (input, expected) => {
    expect(needsCountry(input)).toBe(expected);
  });

  it.each([
    '966500000001@c.us',
    '120363000000000000@g.us',
    '12345-67890@g.us',
    '99887766554433@lid',
    'status@broadcast',
  ])('M-1 takes the chat id %s as it is', (chatId) => {
    expect(normalizeRecipient(chatId)).toEqual({ ok: true, value: chatId });
  });

  it('M-1 turns a number into a chat id', () => {
    expect(normalizeRecipient('+966 50 000 0001')).toEqual({ ok: true, value: '966500000001@c.us' });
  });

  it.each(['966500000001@s.whatsapp.net', 'a@c.us', '@c.us', '966500000001@C.US'])(
    'M-1 refuses the unknown form %s',
    (input) => {
      expect(normalizeRecipient(input)).toEqual({
        ok: false,
        code: 'invalid_chat_id',
        details: { reason: 'unknown_form' },
      });
    },
  );
});
