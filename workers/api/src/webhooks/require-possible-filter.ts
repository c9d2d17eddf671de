import { WaqtorError } from '@waqtor/contracts';
import type { WebhookFilter } from '@waqtor/contracts';
import { filterCannotMatch } from '@waqtor/core/webhook/match-filter';

/** W-3: `filter_cannot_match` with the place of the condition that no event of the subscription can keep. */
export const requirePossibleFilter = (events: readonly string[], filter: WebhookFilter | null | undefined): void => {
  const fault = filter ? filterCannotMatch(events, filter) : null;
  if (fault === null) return;
  const pointer = fault.pointer.startsWith('/filter') ? fault.pointer : `/filter${fault.pointer}`;
  throw new WaqtorError('filter_cannot_match', { errors: [{ pointer, code: 'cannot_match', message: fault.why }] });
};
