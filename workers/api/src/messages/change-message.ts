import type { AuditAction, Message, MessageAction } from '@waqtor/contracts';
import { commandIdOf } from '@waqtor/core/deterministic-id';
import type { ApiContext } from '../api.ts';
import { audited } from '../audit/audited.ts';
import { askRoom } from '../session/ask-room.ts';
import { sessionOfRequest } from '../session/session-of-request.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { auditTargetOf } from './message-of-request.ts';

/** How long a request waits for the outcome before it answers with the message as it is known. */
const OUTCOME_WAIT_MS = 5_000;

export interface MessageChange {
  /** Part of the command id: never changes, whatever the path becomes. */
  routeName: string;
  messageId: string;
  sessionId: string | undefined;
  action: MessageAction['action'];
  audit: AuditAction;
}

/** Reacts, edits or deletes; repeated under the same `Idempotency-Key` it is the same order. */
export const changeMessage = async (c: ApiContext, change: MessageChange): Promise<Message> => {
  const { messageId, action, routeName } = change;
  const idempotencyKey = idempotencyKeyOf(c);
  const session = await sessionOfRequest(c, change.sessionId);
  // With the message: one key may come with the reactions to two of them.
  const commandId = commandIdOf(session.workspaceId, session.id, `${routeName} ${messageId}`, idempotencyKey);
  const requestId = c.get('requestId');
  return audited(c, { action: change.audit, target: auditTargetOf(messageId, session.id) }, () =>
    askRoom(c.env, session, (room) =>
      room.changeMessage({ messageId, commandId, requestId, action, waitMs: OUTCOME_WAIT_MS }),
    ),
  );
};
