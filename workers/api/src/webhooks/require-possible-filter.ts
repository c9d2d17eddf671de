import { WaqtorError } from '@waqtor/contracts';
import type { WebhookFilter } from '@waqtor/contracts';
import { filterCannotMatch } from '@waqtor/core/webhook/filter-contradiction';
import { FILTER_SENTENCES } from './filter-sentences.ts';

/** W-3: `filter_cannot_match` with the place of what keeps the subscription from ever getting an event. */
export const requirePossibleFilter = (events: readonly string[], filter: WebhookFilter | null | undefined): void => {
  const fault = filterCannotMatch(events, filter ?? null);
  if (fault === null) return;
  const { pointer, why } = fault;
  throw new WaqtorError('filter_cannot_match', {
    errors: [{ pointer, code: why, message: FILTER_SENTENCES[why].en }],
  });
};
