import { WaqtorError } from '@waqtor/contracts';
import type { pollContent, sendPollRequest } from '@waqtor/contracts';
import type * as z from 'zod';

/** A poll whose options differ: WhatsApp tells a vote by the words of its option, and could not tell two that are the same. */
export const pollOf = ({
  question,
  options,
  allowMultiple,
}: z.infer<typeof sendPollRequest>['poll']): z.infer<typeof pollContent> => {
  const titles = options.map((option) => option.trim());
  const repeated = titles.findIndex((title, index) => titles.indexOf(title) < index);
  if (repeated === -1) return { kind: 'poll', question, options: titles, allowMultiple };
  throw new WaqtorError('validation_failed', {
    errors: [{ pointer: `/poll/options/${repeated}`, code: 'duplicate_title', message: 'must differ from the others' }],
  });
};
