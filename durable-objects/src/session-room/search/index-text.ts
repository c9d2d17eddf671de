import type { MessageContent } from '@waqtor/contracts';
import { answerOptions } from '@waqtor/core/message/answer-options';
import { withoutArticle } from '@waqtor/core/text/arabic-article';
import { foldText } from '@waqtor/core/text/fold-text';
import type { Room } from '../room.ts';

interface Text {
  body: string;
  content: string | null;
}

const wordsOf = (content: MessageContent): (string | null)[] => {
  switch (content.kind) {
    case 'location':
      return [content.name, content.address];
    case 'contacts':
      return content.contacts.flatMap(({ name, phone }) => [name, phone]);
    case 'poll':
      return [content.question, ...content.options];
    case 'buttons':
    case 'list':
      return [content.text, content.footer, ...answerOptions(content).map(({ title }) => title)];
  }
};

/** Behind the text its Arabic words without their articles: nobody who looks for فاتورة writes الفاتورة. */
const indexed = (folded: string): string => {
  const bare = (folded.match(/\p{L}+/gu) ?? []).flatMap((word) => {
    const stem = withoutArticle(word);
    return stem === word ? [] : [stem];
  });
  return bare.length === 0 ? folded : `${folded}\n${bare.join(' ')}`;
};

/** Makes a message findable (M-6), or findable anew after an edit; what is not told in words is not. */
export const indexText = (room: Room, rowid: number, { body, content }: Text): void => {
  const words = content === null ? [] : wordsOf(JSON.parse(content) as MessageContent);
  const text = [body, ...words].filter((part) => part !== null && part !== '').join('\n');
  if (text === '') return forgetText(room, rowid);
  room.sql.exec('INSERT OR REPLACE INTO messages_text (rowid, text) VALUES (?, ?)', rowid, indexed(foldText(text)));
};

export const forgetText = (room: Room, rowid: number): void => {
  room.sql.exec('DELETE FROM messages_text WHERE rowid = ?', rowid);
};

/**
 * A search as FTS5 asks it: every word must be there, in any order, and may be the beginning of a longer one; an Arabic
 * article is no difference. Null when no word is left to look for. Quoted, so that nothing in it is taken for an
 * operator; a control character parts words as a blank does, because the expression would end at a NUL, inside the quotes.
 */
export const matchExpression = (q: string): string | null => {
  const words = foldText(q)
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const begins = (word: string): string => `"${word.replaceAll('"', '""')}"*`;
  const either = words.map((word) => {
    const bare = withoutArticle(word);
    return bare === word ? begins(word) : `(${begins(word)} OR ${begins(bare)})`;
  });
  // FTS5 takes no blank for AND beside brackets.
  return words.length === 0 ? null : either.join(' AND ');
};
