import type { AuditAction, Chat, ChatChange } from '@waqtor/contracts';
import type { ApiContext } from '../api.ts';
import { audited } from '../audit/audited.ts';
import { askRoom } from '../session/ask-room.ts';
import { sessionOfRequest } from '../session/session-of-request.ts';

/** Changes a chat of the session; the audit names the session and what was changed, not the chat: its id is a number. */
export const changeChat = async (
  c: ApiContext,
  chat: { sessionId: string | undefined; chatId: string },
  change: ChatChange,
  action: AuditAction = 'chat.changed',
): Promise<Chat> => {
  const session = await sessionOfRequest(c, chat.sessionId);
  const target = { kind: 'session', id: session.id };
  const details = { fields: Object.keys(change).join(' ') };
  return audited(c, { action, target, details }, () =>
    askRoom(c.env, session, (room) => room.changeChat(chat.chatId, change, c.get('requestId'))),
  );
};
