import { type Group, ok, refuse, type Result } from '@waqtor/contracts';
import { askHost, cannotAsk } from '../commands/ask-host.ts';
import type { Room } from '../room.ts';
import { readGroup, shownGroup } from './group-record.ts';

/** A page that does not answer by then is not waited for: what it told last is shown. */
const ASK_WAIT_MS = 5_000;

/** The host tells the group as a fact before its outcome, so that what is stored is the answer, whatever comes. */
export const getGroup = async (room: Room, chatId: string, requestId: string): Promise<Result<Group>> => {
  if (!chatId.endsWith('@g.us')) return refuse('not_found');
  if (cannotAsk(room) === null) await askHost(room, { kind: 'group_info', chatId }, requestId, ASK_WAIT_MS);
  const group = readGroup(room, chatId);
  return group ? ok(shownGroup(room, group)) : refuse('not_found');
};
