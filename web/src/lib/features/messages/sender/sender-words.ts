import * as m from '$lib/paraglide/messages.js';
import type { Sender } from './sender-of.ts';

/** What stands above the message, and the same as a sentence for the tooltip. */
export const senderWords = ({ kind, name }: Sender): { text: string; title: string } => {
  switch (kind) {
    case 'dashboard': {
      const text = name ?? m.inbox_colleague();
      return { text, title: m.inbox_sender_member_hint({ name: text }) };
    }
    case 'api':
      return name === null
        ? { text: m.inbox_sender_api(), title: m.inbox_sender_api_hint() }
        : { text: m.inbox_sender_key({ name }), title: m.inbox_sender_key_hint({ name }) };
    case 'phone':
      return { text: m.inbox_sender_phone(), title: m.inbox_sender_phone_hint() };
    case 'campaign':
      return { text: m.inbox_sender_campaign(), title: m.inbox_sender_campaign_hint() };
    case 'bot':
      return { text: m.inbox_bot(), title: m.inbox_sender_bot_hint() };
  }
};
