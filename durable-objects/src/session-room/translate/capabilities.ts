import { learnCapabilities } from '../session/change-session.ts';
import type { Translator } from './translate.ts';

export const translateCapabilities: Translator<'capabilities'> = (room, turn, fact) =>
  learnCapabilities(room, turn, fact.capabilities);
