import { logWarning } from '../../shared/log.ts';
import { noteInTimeline } from '../timeline/timeline.ts';
import type { Translator } from './translate.ts';

/** Of each list as much as an entry of the timeline holds. */
const MAX_NAMED = 20;

/** S-9: an operator's concern, not an event of the workspace: names of modules and patches hold nothing personal. */
export const translateCompat: Translator<'compat'> = (room, _turn, fact) => {
  const missing = fact.missing.slice(0, MAX_NAMED);
  const failedPatches = (fact.patches ?? []).filter(({ state }) => state === 'failed').map(({ id }) => id);
  if (missing.length === 0 && failedPatches.length === 0) return;
  noteInTimeline(room, { kind: 'compat', missing, failedPatches: failedPatches.slice(0, MAX_NAMED) });
  logWarning('The page lacks modules that the library asked for, or patches do not fit it any more.', {
    sessionId: room.sessionId,
    missing: missing.join(' '),
    failedPatches: failedPatches.join(' '),
  });
};
