import type { InteractiveContent } from '@waqtor/contracts';

/** RIGHT-TO-LEFT MARK: a line that begins with a Latin title or a digit still begins on the right, as the others do. */
const RLM = '\u200f';

const toArabicDigits = (count: number): string =>
  String(count).replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)));

/** The language of the menu is that of most of its letters; what is not Arabic is hinted at in English. */
const isArabic = (text: string): boolean => {
  const arabic = text.match(/\p{Script=Arabic}/gu)?.length ?? 0;
  return arabic > 0 && arabic >= (text.match(/\p{Script=Latin}/gu)?.length ?? 0);
};

/** WhatsApp's bold, unless the asterisk of somebody's own would end it too early. */
const bold = (text: string): string => (/[*\n]/.test(text) ? text : `*${text}*`);
const italic = (text: string): string => (/[_\n]/.test(text) ? text : `_${text}_`);

const sectionsOf = (content: InteractiveContent) =>
  content.kind === 'buttons'
    ? [{ title: null, rows: content.buttons.map(({ title }) => ({ title, description: null })) }]
    : content.sections;

/**
 * Buttons or a list as a numbered text: the text, the options with their numbers (through all sections), how to answer,
 * the footer. An Arabic menu has Arabic digits, which answers in either digits match.
 */
export const menuText = (content: InteractiveContent): string => {
  const sections = sectionsOf(content);
  const words = sections.flatMap(({ title, rows }) => [title ?? '', ...rows.map((row) => row.title)]);
  const isRtl = isArabic([content.text, ...words].join(' '));
  const numberOf = (count: number): string => (isRtl ? toArabicDigits(count) : String(count));
  let count = 0;
  const lists = sections.map(({ title, rows }) => {
    const heading = (title ?? '').trim();
    const lines = rows.flatMap((row) => {
      const description = (row.description ?? '').trim();
      const option = `${numberOf((count += 1))}. ${row.title.trim()}`;
      return description === '' ? [option] : [option, `   ${description}`];
    });
    return [...(heading === '' ? [] : [bold(heading)]), ...lines].join('\n');
  });
  const hint = isRtl
    ? `للاختيار أرسل رقمًا من ${numberOf(1)} إلى ${numberOf(count)}`
    : `To choose, send a number from 1 to ${count}`;
  const parts = [
    content.text.trim(),
    ...(content.kind === 'list' ? [bold(content.buttonText.trim())] : []),
    ...lists,
    count === 1 ? (isRtl ? `للاختيار أرسل ${numberOf(1)}` : 'To choose, send 1') : hint,
    ...((content.footer ?? '').trim() === '' ? [] : [italic((content.footer ?? '').trim())]),
  ];
  const text = parts.filter((part) => part !== '').join('\n\n');
  return isRtl ? text.replace(/^(?=.)/gm, RLM) : text;
};
