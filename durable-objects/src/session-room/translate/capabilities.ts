import { changeSession } from '../session/change-session.ts';
import type { Translator } from './translate.ts';

export const translateCapabilities: Translator<'capabilities'> = (room, turn, fact) =>
  changeSession(room, turn, { capabilities: fact.capabilities });
