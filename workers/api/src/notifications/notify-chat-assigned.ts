import { newId } from '@waqtor/core/id';
import type { ApiContext } from '../api.ts';
import { notify } from './notify.ts';

export interface ChatAssignment {
  workspaceId: string;
  /** The member who is to take care of it. */
  userId: string;
  sessionId: string;
  sessionName: string | null;
  /** Who assigned it; null for a key. Nobody is told of what they did themselves. */
  assignedBy: { userId: string; name: string } | null;
}

/** N-4 `chat_assigned`. Names neither the chat nor its customer: the link leads to what is assigned to the reader. */
export const notifyChatAssigned = async (c: ApiContext, assignment: ChatAssignment): Promise<void> => {
  const { workspaceId, userId, sessionId, sessionName, assignedBy } = assignment;
  if (assignedBy?.userId === userId) return;
  const at = new Date();
  await notify(
    c.env,
    {
      workspaceId,
      audience: { userId },
      factId: newId('evt', at.getTime()),
      code: 'chat_assigned',
      params: { sessionId, sessionName, assignedByName: assignedBy?.name ?? null },
      link: '/messages?filter=mine',
      groupKey: sessionId,
      at,
    },
    (work) => c.executionCtx.waitUntil(work),
  );
};
