import type { InteractiveContent } from '@waqtor/contracts';
import { foldText } from '../text/fold-text.ts';

export interface InteractiveFault {
  /** JSON Pointer into the content. */
  pointer: string;
  reason: 'blank' | 'duplicate_id' | 'duplicate_title';
}

const placed = (content: InteractiveContent): { pointer: string; id: string; title: string }[] =>
  content.kind === 'buttons'
    ? content.buttons.map((button, at) => ({ pointer: `/buttons/${at}`, ...button }))
    : content.sections.flatMap(({ rows }, section) =>
        rows.map(({ id, title }, at) => ({ pointer: `/sections/${section}/rows/${at}`, id, title })),
      );

/**
 * Options that an answer could not be matched to: blank, with the id of another, or with a title that reads the same
 * (people answer a menu by typing the title as well). The later one of two is named.
 */
export const interactiveFaults = (content: InteractiveContent): InteractiveFault[] => {
  const [ids, titles] = [new Set<string>(), new Set<string>()];
  const faults: InteractiveFault[] = [];
  if (content.text.trim() === '') faults.push({ pointer: '/text', reason: 'blank' });
  for (const { pointer, id, title } of placed(content)) {
    const read = foldText(title).trim();
    if (id.trim() === '') faults.push({ pointer: `${pointer}/id`, reason: 'blank' });
    else if (ids.has(id)) faults.push({ pointer: `${pointer}/id`, reason: 'duplicate_id' });
    if (read === '') faults.push({ pointer: `${pointer}/title`, reason: 'blank' });
    else if (titles.has(read)) faults.push({ pointer: `${pointer}/title`, reason: 'duplicate_title' });
    ids.add(id);
    titles.add(read);
  }
  return faults;
};
