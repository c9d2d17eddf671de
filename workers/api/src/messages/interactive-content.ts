import { WaqtorError } from '@waqtor/contracts';
import type { InteractiveContent, sendButtonRequest, sendListRequest } from '@waqtor/contracts';
import { interactiveFaults } from '@waqtor/core/interactive/interactive-faults';
import type { InteractiveFault } from '@waqtor/core/interactive/interactive-faults';
import type * as z from 'zod';

type Buttons = Pick<z.infer<typeof sendButtonRequest>, 'text' | 'footer' | 'buttons'>;
type List = Pick<z.infer<typeof sendListRequest>, 'text' | 'footer' | 'buttonText' | 'sections'>;

const faultOf = ({ pointer, reason }: InteractiveFault) => {
  if (reason === 'blank') return { pointer, code: reason, message: 'must not be blank' };
  return { pointer, code: reason, message: 'must differ from the others' };
};

/** Content to which every answer can be matched; `validation_failed` names all that is wrong. */
const sound = <T extends InteractiveContent>(content: T): T => {
  const faults = interactiveFaults(content);
  if (faults.length > 0) throw new WaqtorError('validation_failed', { errors: faults.map(faultOf) });
  return content;
};

/** An option without an id has its place, from "1", through all sections. */
export const buttonsOf = ({ text, footer, buttons }: Buttons): InteractiveContent =>
  sound({
    kind: 'buttons',
    text,
    footer: footer ?? null,
    buttons: buttons.map(({ id, title }, index) => ({ id: id ?? String(index + 1), title })),
  });

export const listOf = ({ text, footer, buttonText, sections }: List): InteractiveContent => {
  let place = 0;
  return sound({
    kind: 'list',
    text,
    footer: footer ?? null,
    buttonText,
    sections: sections.map(({ title, rows }) => ({
      title: title ?? null,
      rows: rows.map((row) => {
        place += 1;
        return { id: row.id ?? String(place), title: row.title, description: row.description ?? null };
      }),
    })),
  });
};
