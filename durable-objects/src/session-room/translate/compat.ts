import { logWarning } from '../../shared/log.ts';
import type { Translator } from './translate.ts';

/** S-9: an operator's concern, not an event of the workspace: module names hold nothing personal. */
export const translateCompat: Translator<'compat'> = (room, _turn, fact) => {
  if (fact.missing.length === 0) return;
  logWarning('The page lacks modules that the library asked for.', {
    sessionId: room.sessionId,
    missing: fact.missing.slice(0, 20).join(' '),
  });
};
