import { MAX_SEND_AHEAD_MS, WaqtorError } from '@waqtor/contracts';
import { messageIdOf, waKeyIdOf } from '@waqtor/core/deterministic-id';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiContext } from '../api.ts';
import { askRoom } from '../session/ask-room.ts';

/** Clocks differ, and requests take their time: what is past by less is meant as now. */
const MAX_PAST_MS = 60_000;

const invalid = (message: string): WaqtorError =>
  new WaqtorError('validation_failed', { errors: [{ pointer: '/options/sendAt', code: 'out_of_range', message }] });

/** Was this command accepted before? Its message has an id that follows from the command. */
const isAccepted = async (c: ApiContext, session: SessionRecord, commandId: string): Promise<boolean> => {
  const messageId = messageIdOf(session.id, waKeyIdOf(session.id, commandId));
  try {
    await askRoom(c.env, session, (room) => room.getMessage(messageId));
    return true;
  } catch (error) {
    if (error instanceof WaqtorError && error.code === 'not_found') return false;
    throw error;
  }
};

/**
 * M-1 `sendAt` as the room is to be told: null for now. Refused when it is past or more than a year ahead; a repetition
 * of a request whose time has come since is not new, and gets its answer.
 */
export const scheduleOf = async (
  c: ApiContext,
  session: SessionRecord,
  commandId: string,
  sendAt: string | undefined,
): Promise<string | null> => {
  if (sendAt === undefined) return null;
  const ahead = Date.parse(sendAt) - Date.now();
  if (ahead > MAX_SEND_AHEAD_MS) throw invalid('must be within a year');
  if (ahead < -MAX_PAST_MS && !(await isAccepted(c, session, commandId))) throw invalid('must not be in the past');
  return sendAt;
};
