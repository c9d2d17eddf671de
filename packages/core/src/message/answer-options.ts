import type { MessageContent } from '@waqtor/contracts';

/** One thing that may be answered: the sender's own id and the title. */
export interface AnswerOption {
  id: string;
  title: string;
}

/** What a question may be answered with, in the order in which it is shown; a plain poll counts its places from "1". */
export const answerOptions = (content: MessageContent | null): AnswerOption[] => {
  switch (content?.kind) {
    case 'buttons':
      return content.buttons.map(({ id, title }) => ({ id, title }));
    case 'list':
      return content.sections.flatMap(({ rows }) => rows.map(({ id, title }) => ({ id, title })));
    case 'poll':
      return content.options.map((title, place) => ({ id: String(place + 1), title }));
    default:
      return [];
  }
};

/** What the answer says that it answers: a poll that stands for buttons or a list is not told as a poll. */
export const answerKind = (content: MessageContent | null): 'buttons' | 'list' | 'poll' =>
  content?.kind === 'buttons' || content?.kind === 'list' ? content.kind : 'poll';
