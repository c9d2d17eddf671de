import type { PageStates } from './page-act.ts';
import type { PageChat, PageMessage, PageWid, PageWindow } from './page-window.ts';

declare const window: PageWindow;

/**
 * Runs INSIDE the page after installPageCalls (its source text is sent there), so it must use nothing from outside.
 * What was done to messages and groups while nobody listened: nothing of the page tells of it any more, its store has
 * it. A page that does not keep something where it is looked for leaves it out and says nothing wrong.
 */
export const installPageStates = (): void => {
  /** Each is a look into the page's database. */
  const LOOKS_AT_ONCE = 20;

  const shared = () => {
    const { WaQtorShared, WaQtorReports, WWebJS } = window;
    if (!WaQtorShared || !WaQtorReports || !WWebJS) throw new Error('The library is not injected.');
    return { ...WaQtorShared, reports: WaQtorReports, injected: WWebJS };
  };

  /** Newest messages of a chat, oldest first, as far back as `sinceSeconds` if the bound allows. */
  const newestOf = async (chat: PageChat, sinceSeconds: number, max: number): Promise<PageMessage[]> => {
    let messages = chat.msgs.getModelsArray();
    while (messages.length < max && (messages[0]?.t ?? 0) >= sinceSeconds) {
      const earlier = await window.require('WAWebChatLoadMessages').loadEarlierMsgs({ chat });
      if (!earlier?.length) break;
      messages = [...earlier, ...messages];
    }
    return messages.filter(({ t }) => t >= sinceSeconds).slice(-max);
  };

  /** Our own id is the one that says our number, under whichever the page knows us. */
  const personOf = (sender: PageWid | string): string => {
    const id = String(sender);
    const me = window.require('WAWebUserPrefsMeUser');
    const phone = me.getMaybeMePnUser();
    return phone && id === String(me.getMaybeMeLidUser()) ? String(phone) : id;
  };

  type Reactions = Awaited<ReturnType<PageStates['changes']>>['states'][number]['reactions'];
  const reactionsOf = async (message: PageMessage): Promise<Reactions> => {
    // Neither true nor false: this page keeps it somewhere else.
    if (typeof message.hasReaction !== 'boolean') return undefined;
    if (!message.hasReaction) return [];
    try {
      const found = await window.require('WAWebCollections').Reactions?.find(String(message.id));
      if (!found) return undefined;
      const senders = found.reactions.serialize().flatMap((row) => row.senders ?? []);
      const reactions = senders.map(({ reactionText = '', senderUserJid = '', timestamp = null }) => ({
        senderId: personOf(senderUserJid),
        emoji: reactionText,
        atMs: timestamp,
      }));
      // Of somebody whose id cannot be read nothing can be said, and so not who is missing either.
      return reactions.every(({ senderId }) => senderId.includes('@'))
        ? reactions.filter(({ emoji }) => emoji !== '')
        : undefined;
    } catch {
      // Another shape of the page: unknown, which is not the same as none.
      return undefined;
    }
  };

  type State = Awaited<ReturnType<PageStates['changes']>>['states'][number];
  const stateOf = async (message: PageMessage): Promise<State> => {
    const about = { keyId: message.id.id, chatId: String(message.id.remote) };
    if (message.type === 'revoked') {
      return { ...about, keyId: message.protocolMessageKey?.id ?? about.keyId, isRevoked: true };
    }
    const reactions = await reactionsOf(message);
    const { latestEditMsgKey, latestEditSenderTimestampMs: editedAtMs } = message;
    const body = message.directPath ? message.caption : message.body;
    const isEdited = Boolean(latestEditMsgKey ?? editedAtMs) && body !== undefined;
    return {
      ...about,
      ...(isEdited ? { edit: { body, atMs: editedAtMs ?? null } } : {}),
      ...(reactions ? { reactions } : {}),
    };
  };

  window.WaQtorStates = {
    changes: async ({ noticesSinceSeconds, statesSinceSeconds, maxChats, maxPerChat, maxStates }) => {
      const { reports, injected } = shared();
      const since = Math.min(noticesSinceSeconds, statesSinceSeconds);
      const chats = window
        .require('WAWebCollections')
        .Chat.getModelsArray()
        .filter((chat) => chat.t >= since)
        .sort((a, b) => b.t - a.t)
        .slice(0, maxChats);
      const messages: PageMessage[] = [];
      for (const chat of chats) messages.push(...(await newestOf(chat, since, maxPerChat)));
      const notices = messages
        .filter(({ type, t }) => type === 'gp2' && t >= noticesSinceSeconds)
        .sort((a, b) => a.t - b.t)
        .map((message) => reports.plain(injected.getMessageModel(message)));
      const newest = messages
        .filter(({ isNotification, t }) => !isNotification && t >= statesSinceSeconds)
        .sort((a, b) => b.t - a.t)
        .slice(0, maxStates);
      const states: State[] = [];
      for (let at = 0; at < newest.length; at += LOOKS_AT_ONCE) {
        states.push(...(await Promise.all(newest.slice(at, at + LOOKS_AT_ONCE).map(stateOf))));
      }
      return { notices, states };
    },
  };
};
