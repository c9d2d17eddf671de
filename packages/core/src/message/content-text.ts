import type { MessageContent } from '@waqtor/contracts';

/** What a message without a text of its own reads as in lists and searches. */
export const contentText = (content: MessageContent): string => {
  switch (content.kind) {
    case 'location':
      return [content.name, content.address].filter((line) => line !== null && line !== '').join('\n');
    case 'contacts':
      return content.contacts.map(({ name }) => name).join(', ');
    case 'poll':
      return content.question;
    case 'buttons':
    case 'list':
      return content.text;
  }
};
