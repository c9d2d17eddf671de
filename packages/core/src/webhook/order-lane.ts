/**
 * What `ordered` keeps in order (W-3): the events of one chat; those without a chat by their session, and those of no
 * session among themselves.
 */
export const orderLaneOf = (event: { sessionId?: string | undefined; data: Record<string, unknown> }): string => {
  const session = event.sessionId ?? '';
  return typeof event.data.chatId === 'string' ? `${session}/${event.data.chatId}` : session;
};
