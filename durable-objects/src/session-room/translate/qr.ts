import { emit } from '../event.ts';
import { readSession } from '../record/session-record.ts';
import { stepSession } from '../session/change-session.ts';
import type { Translator } from './translate.ts';

/** S-2: a new code. One that comes after the session was stopped is late and dropped. */
export const translateQr: Translator<'qr'> = (room, turn, fact, origin) => {
  if (readSession(room.sql).desired === 'stopped') return;
  const { qr, attempt, maxAttempts, expiresAt } = fact;
  const code = { qr, attempt, maxAttempts, expiresAt };
  stepSession(room, turn, { kind: 'qr', code });
  emit(room, turn, 'session.qr', code, { subject: origin.storeId, discriminator: String(origin.n) }, origin.at);
};
