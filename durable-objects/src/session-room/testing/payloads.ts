import type { InteractiveContent, SendPayload } from '@waqtor/contracts';

const to = { chatId: '966500000002@c.us', quotedWaMessageId: null };

/** What a route hands over, of each kind; a test names only what it is about. */
export const text = (body: string, chatId = to.chatId): SendPayload => ({
  kind: 'send_text',
  ...to,
  chatId,
  text: body,
  mentionedIds: [],
  linkPreview: false,
});
export const poll = (question: string, ...options: string[]): SendPayload => ({
  kind: 'send_poll',
  ...to,
  content: { kind: 'poll', question, options, allowMultiple: false },
});
export const location = (name: string): SendPayload => ({
  kind: 'send_location',
  ...to,
  content: { kind: 'location', latitude: 24.7, longitude: 46.6, name, address: null },
});
export const contacts = (name: string): SendPayload => ({
  kind: 'send_contact',
  ...to,
  content: { kind: 'contacts', contacts: [{ name, phone: '966500000009' }] },
});
export const buttons = (...titles: string[]): InteractiveContent => ({
  kind: 'buttons',
  text: 'Choose',
  footer: null,
  buttons: titles.map((title) => ({ id: `id-${title}`, title })),
});
