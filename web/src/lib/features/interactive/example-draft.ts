import * as m from '$lib/paraglide/messages.js';
import { emptyDraft, type InteractiveDraft, type InteractiveKind } from './interactive-draft.ts';

/** Something to begin from, in the reader's language. */
export const exampleDraft = (kind: InteractiveKind): InteractiveDraft => ({
  ...emptyDraft(),
  kind,
  text: kind === 'list' ? m.interactive_example_list_text() : m.interactive_example_text(),
  buttons: [
    { id: 'confirm', title: m.interactive_example_1() },
    { id: 'change', title: m.interactive_example_2() },
    { id: 'cancel', title: m.interactive_example_3() },
  ],
  buttonText: m.interactive_example_button(),
  sections: [
    {
      title: m.interactive_example_section(),
      rows: [
        { id: 'morning', title: m.interactive_example_row_1(), description: m.interactive_example_row_1_text() },
        { id: 'evening', title: m.interactive_example_row_2(), description: m.interactive_example_row_2_text() },
      ],
    },
  ],
  question: m.interactive_example_question(),
  options: [
    { title: m.interactive_example_1() },
    { title: m.interactive_example_2() },
    { title: m.interactive_example_3() },
  ],
});
