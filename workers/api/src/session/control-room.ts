import type { SessionState } from '@waqtor/contracts';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiContext } from '../api.ts';
import { audited } from '../audit/audited.ts';
import { askOnce, roomOf } from '../objects.ts';
import { askRoom } from './ask-room.ts';

export type SessionAction = 'start' | 'stop' | 'restart' | 'logout';

/**
 * start and stop set a wish and may be repeated; restart and logout are orders: a broken call is told as
 * `unavailable`, and whoever asked decides about a second one.
 */
export const controlRoom = async (
  c: ApiContext,
  session: SessionRecord,
  action: SessionAction,
): Promise<SessionState> => {
  const requestId = c.get('requestId');
  const target = { kind: 'session', id: session.id };
  return audited(c, { action: 'session.controlled', target, details: { command: action } }, () =>
    action === 'start' || action === 'stop'
      ? askRoom(c.env, session, (room) => room.control(action, requestId))
      : askOnce(() => roomOf(c.env, session.workspaceId, session.id).control(action, requestId)),
  );
};
