import { CONTENT_LIMITS } from '@waqtor/contracts';
import type { InteractiveContent, MessageContent, Rendering } from '@waqtor/contracts';
import { menuText } from './menu-text.ts';

type Poll = Extract<MessageContent, { kind: 'poll' }>;

export interface InteractiveOption {
  id: string;
  title: string;
  description: string | null;
}

export interface RenderedInteractive {
  renderedAs: Rendering;
  /** Text of the menu; empty for a poll, which says it all. */
  body: string;
  poll: Poll | null;
  /** In the order in which the recipient sees them. */
  options: { id: string; title: string }[];
}

/** Why buttons or a list cannot go out as a poll. */
export type PollObstacle =
  'polls_not_supported' | 'too_few_options' | 'too_many_options' | 'title_too_long' | 'same_titles' | 'text_too_long';

/** Buttons, or the rows of all sections. */
export const optionsOf = (content: InteractiveContent): InteractiveOption[] =>
  content.kind === 'buttons'
    ? content.buttons.map(({ id, title }) => ({ id, title, description: null }))
    : content.sections.flatMap(({ rows }) => rows);

/** A poll has one text: the footer is its last line. */
const questionOf = ({ text, footer }: InteractiveContent): string => (footer === null ? text : `${text}\n${footer}`);

/** The first reason, or null when a poll can carry it. Capabilities that nobody told yet promise no polls. */
export const whyNoPoll = (
  content: InteractiveContent,
  capabilities: { send: readonly string[] } | null,
): PollObstacle | null => {
  const titles = optionsOf(content).map(({ title }) => title.trim());
  if (capabilities?.send.includes('poll') !== true) return 'polls_not_supported';
  if (titles.length < 2) return 'too_few_options';
  if (titles.length > CONTENT_LIMITS.pollOptions) return 'too_many_options';
  if (titles.some((title) => title.length > CONTENT_LIMITS.pollOptionChars)) return 'title_too_long';
  if (new Set(titles).size < titles.length) return 'same_titles';
  return questionOf(content).length > CONTENT_LIMITS.pollQuestionChars ? 'text_too_long' : null;
};

/** Headings and descriptions have no place in a poll: a menu shows them. */
const losesWords = (content: InteractiveContent): boolean =>
  content.kind === 'list' &&
  content.sections.some(
    ({ title, rows }) => (title ?? '').trim() !== '' || rows.some((row) => (row.description ?? '').trim() !== ''),
  );

/**
 * What the recipient of buttons or a list sees (M-3): a poll where it can carry everything, else a numbered menu. A
 * wish is followed where it is possible; a poll that was wished for and cannot be (`whyNoPoll`) becomes a menu.
 */
export const renderInteractive = (
  content: InteractiveContent,
  wish: Rendering | undefined,
  capabilities: { send: string[] } | null,
): RenderedInteractive => {
  const options = optionsOf(content).map(({ id, title }) => ({ id, title: title.trim() }));
  const isPoll =
    whyNoPoll(content, capabilities) === null && (wish ?? (losesWords(content) ? 'menu' : 'poll')) === 'poll';
  if (!isPoll) return { renderedAs: 'menu', body: menuText(content), poll: null, options };
  const titles = options.map(({ title }) => title);
  const poll: Poll = { kind: 'poll', question: questionOf(content), options: titles, allowMultiple: false };
  return { renderedAs: 'poll', body: '', poll, options };
};
