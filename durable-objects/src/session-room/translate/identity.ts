import { unite } from '../identity/unite.ts';
import type { Translator } from './translate.ts';

/** S-10: WhatsApp says that a number and a lid are one person. */
export const translateIdentity: Translator<'identity'> = (room, turn, { phone, lid }) =>
  unite(room, turn, { phone, lid });
