import { noteInTimeline } from '../timeline/timeline.ts';
import type { Translator } from './translate.ts';

/** S-8: one step of bringing the session back. How far it is, is told with the state. */
export const translateRecovery: Translator<'recovery'> = (room, _turn, fact) => {
  const { stage, cause, outcome } = fact;
  noteInTimeline(room, { kind: 'recovery', stage, cause, outcome });
};
