import type { PageActs, PageChatstate, PageGroup } from './page-act.ts';
import type { PageContact, PageWid, PageWindow } from './page-window.ts';

declare const window: PageWindow;

/**
 * Runs INSIDE the page after installPageCalls (its source text is sent there), so it must use nothing from outside.
 * What a linked account does beside sending, through the library's injected functions and, where these change the
 * wrong thing or leave it out, through the modules of the page that they use themselves.
 */
export const installPageActs = (): void => {
  const LEAST_REFUSAL = 400;
  const LEAST_FAILURE = 500;
  /** Chats whose presence is asked for; the real site does so for every chat that somebody opens. */
  const MAX_WATCHED = 100;
  const CHECKS_AT_ONCE = 5;
  const MAX_PARTICIPANTS = 2_000;
  const shared = () => {
    if (!window.WaQtorShared || !window.WWebJS) throw new Error('The library is not injected.');
    return { ...window.WaQtorShared, injected: window.WWebJS };
  };
  /** WhatsApp's own answer, as opposed to none. */
  const isRefusal = (error: unknown): boolean => {
    const { status } = Object(error) as { status?: unknown };
    return typeof status === 'number' && status >= LEAST_REFUSAL && status < LEAST_FAILURE;
  };
  const unlessRefused = async <R>(work: Promise<unknown>, refusal: R): Promise<'done' | R> => {
    try {
      await work;
      return 'done';
    } catch (error) {
      if (isRefusal(error)) return refusal;
      throw error;
    }
  };
  const chatOf = async (chatId: string) => {
    try {
      return await shared().injected.getChat(chatId, { getAsModel: false });
    } catch (error) {
      if (isRefusal(error)) return null;
      throw error;
    }
  };

  /** The id under which the page shows this person's chat: the one that our messages of it carry. */
  const shownAs = (wid: PageWid): string => {
    const { Chat } = window.require('WAWebCollections');
    const { phone, lid } = shared().idsOf(wid);
    return String([wid, phone, lid].find((id) => id && Chat.get(id)) ?? phone ?? wid);
  };

  const watched = new Set<string>();
  const watch = async (wid: PageWid): Promise<void> => {
    const { Presence } = window.require('WAWebCollections');
    if (!Presence || watched.has(String(wid)) || watched.size >= MAX_WATCHED) return;
    watched.add(String(wid));
    await (await Presence.find(wid)).subscribe?.();
  };
  const STATES: Record<string, 'composing' | 'recording'> = {
    ...{ composing: 'composing', typing: 'composing' },
    ...{ recording: 'recording', recording_audio: 'recording' },
  };
  const writing = new Set<string>();
  const onChatstate = (chatstate: PageChatstate): void => {
    const { Presence } = window.require('WAWebCollections');
    const presence = Presence?.getModelsArray().find((one) => one.chatstate === chatstate);
    if (!presence) return;
    const chatId = String(presence.id);
    const state = STATES[chatstate.type ?? ''] ?? 'paused';
    // Coming online and going away are no news for those who were not writing.
    if (state === 'paused' && !writing.delete(chatId)) return;
    if (state !== 'paused') writing.add(chatId);
    const writer = presence.chatstates?.getModelsArray().find(({ type }) => STATES[type ?? ''] !== undefined)?.id;
    window.WaQtorReports?.report({ t: 'typing', chatId, writerId: writer ? String(writer) : null, state });
  };
  const onBlocked = (isBlocked: boolean) => (entry: { id: PageWid }) =>
    window.WaQtorReports?.report({ t: 'flags', chatId: shownAs(entry.id), isBlocked });
  const [onBlock, onUnblock] = [onBlocked(true), onBlocked(false)];
  const onMessage = ({ id, isNewMsg, isNotification }: Parameters<PageActs['hear']>[0]): void => {
    // Without a subscription nothing is heard of this chat's writing, which is no harm to anything else.
    if (isNewMsg && !isNotification) watch(id.remote).catch(() => undefined);
  };

  const participant = (entry: { id: PageWid; isAdmin?: boolean; isSuperAdmin?: boolean }) => {
    const { idsOf } = shared();
    const { phone, lid } = idsOf(entry.id);
    const me = window.require('WAWebUserPrefsMeUser');
    const mine = [me.getMaybeMePnUser(), me.getMaybeMeLidUser()].flatMap((wid) => (wid ? [wid.user] : []));
    const { Contact } = window.require('WAWebCollections');
    const contact: PageContact | undefined = Contact.get(entry.id) ?? (phone && Contact.get(phone));
    return {
      id: String(entry.id),
      isAdmin: Boolean(entry.isAdmin || entry.isSuperAdmin),
      isMe: mine.includes(entry.id.user),
      phone: phone?.user ?? null,
      lid: lid?.user ?? null,
      name: contact?.name || contact?.verifiedName || contact?.pushname || null,
    };
  };

  const acts: PageActs = {
    hear: onMessage,
    edit: async ({ waMessageId, text }) => {
      const { lookUpAny, injected } = shared();
      const message = await lookUpAny(waMessageId);
      if (!message) return 'not_found';
      const { canEditText, canEditCaption } = window.require('WAWebMsgActionCapability');
      if (!message.id.fromMe) return 'not_changeable';
      // Done before: the answer to it was lost.
      if ((message.directPath ? message.caption : message.body) === text && message.type !== 'revoked') return 'done';
      if (!canEditText(message) && !canEditCaption(message)) return 'not_changeable';
      return unlessRefused(injected.editMessage(message, text, {}), 'not_changeable');
    },
    remove: async ({ waMessageId, isForEveryone }) => {
      const message = await shared().lookUpAny(waMessageId);
      // Gone from here is what `for me` asks for; what others have of it nobody can reach any more.
      if (!message) return isForEveryone ? 'not_found' : 'done';
      const { Cmd } = window.require('WAWebCmd');
      const chat = await chatOf(String(message.id.remote));
      if (!chat) return 'not_found';
      const what = { list: [message], type: 'message' };
      if (!isForEveryone) return unlessRefused(Cmd.sendDeleteMsgs(chat, what, true), 'not_changeable');
      if (message.type === 'revoked') return 'done';
      const { canSenderRevokeMsg, canAdminRevokeMsg } = window.require('WAWebMsgActionCapability');
      // The library would delete it here alone and say nothing.
      if (!canSenderRevokeMsg(message) && !canAdminRevokeMsg(message)) return 'not_changeable';
      return unlessRefused(Cmd.sendRevokeMsgs(chat, what, { clearMedia: true }), 'not_changeable');
    },
    typing: async ({ chatId, state }) => {
      const names = { composing: 'typing', recording: 'recording', paused: 'stop' } as const;
      await shared().injected.sendChatstate(names[state], chatId);
    },
    archive: async ({ chatId, isArchived }) => {
      const chat = await chatOf(chatId);
      if (!chat) return 'not_found';
      if (Boolean(chat.archive) === isArchived) return 'done';
      return unlessRefused(window.require('WAWebCmd').Cmd.archiveChat(chat, isArchived), 'not_found');
    },
    block: async ({ chatId, isBlocked }) => {
      const { optional, idsOf } = shared();
      const wid = window.require('WAWebWidFactory').createWid(chatId);
      if (wid.isGroup()) return 'unsupported';
      const { Contact, Blocklist } = window.require('WAWebCollections');
      let ids = idsOf(wid);
      if (!ids.lid) {
        // The page learns the lid of a number by asking for it.
        if (!(await window.require('WAWebQueryExistsJob').queryWidExists(wid))) return 'not_found';
        ids = idsOf(wid);
      }
      const isListed = [wid, ids.phone, ids.lid].some((id) => id && Blocklist.get(id));
      if (isListed === isBlocked) return 'done';
      const utils = optional(() => window.require('WAWebBlockContactUtils'));
      const resolve = utils?.getContactToBlockOnlyUseIfNoAssociatedChat;
      // Newer builds have no such function any more, and block people by their lid.
      const contact = await Contact.find(resolve ? wid : (ids.lid ?? wid));
      const action = window.require('WAWebBlockContactAction');
      const resolved = resolve ? resolve(contact, 'ChatListBlock') : contact;
      const changed = isBlocked ? action.blockContact({ contact: resolved }) : action.unblockContact(resolved);
      return unlessRefused(Promise.resolve(changed), 'not_found');
    },
    check: async ({ phones }) => {
      const { createWid } = window.require('WAWebWidFactory');
      const { queryWidExists } = window.require('WAWebQueryExistsJob');
      const one = async (phone: string) => ({
        phone,
        chatId: ((await queryWidExists(createWid(`${phone}@c.us`)))?.wid ?? '').toString() || null,
      });
      const checked: Awaited<ReturnType<typeof one>>[] = [];
      for (let at = 0; at < phones.length; at += CHECKS_AT_ONCE) {
        checked.push(...(await Promise.all(phones.slice(at, at + CHECKS_AT_ONCE).map(one))));
      }
      return checked;
    },
    group: async ({ chatId }): Promise<PageGroup | null> => {
      const wid = window.require('WAWebWidFactory').createWid(chatId);
      if (!wid.isGroup()) return null;
      const chat = await chatOf(chatId);
      if (!chat) return null;
      await window.require('WAWebCollections').GroupMetadata.update(wid);
      const { groupMetadata } = chat;
      if (!groupMetadata) return null;
      const entries = groupMetadata.participants.getModelsArray().slice(0, MAX_PARTICIPANTS);
      return {
        subject: groupMetadata.subject || chat.formattedTitle || '',
        description: groupMetadata.desc || null,
        isAnnouncement: groupMetadata.announce === true,
        participants: entries.map(participant),
      };
    },
    votes: async ({ sinceMs, maxPolls }) => {
      const { optional } = shared();
      const table = optional(() => window.require('WAWebPollsVotesSchema').getTable());
      const reports = window.WaQtorReports;
      if (!table || !reports) return [];
      const polls = window
        .require('WAWebCollections')
        .Msg.getModelsArray()
        .filter(({ type }) => type === 'poll_creation')
        .sort((a, b) => b.t - a.t)
        .slice(0, maxPolls);
      const found: Awaited<ReturnType<PageActs['votes']>> = [];
      for (const poll of polls) {
        const places = poll.pollOptions?.map(({ localId }) => localId);
        for (const vote of await table.equals(['parentMsgKey'], String(poll.id))) {
          const atMs = vote.senderTimestampMs;
          if (atMs < sinceMs) continue;
          const chosen = [...new Uint8Array(vote.selectedOptionLocalIds)].map((id) =>
            places ? places.indexOf(id) : id,
          );
          const selected = chosen.filter((place) => place >= 0).sort((a, b) => a - b);
          const target = reports.plain(shared().injected.getMessageModel(poll)).id;
          found.push({ target, senderId: String(vote.sender), selected, atMs });
        }
      }
      return found.sort((a, b) => a.atMs - b.atMs);
    },
    attend: async () => {
      const { Blocklist, Msg, Presence } = window.require('WAWebCollections');
      const listen = (to: unknown, name: string, listener: unknown): void => {
        const emitter = to as { on(name: string, heard: unknown): void; off(name: string, heard: unknown): void };
        // The library may be attached twice to one page.
        emitter.off(name, listener);
        emitter.on(name, listener);
      };
      listen(Msg, 'add', onMessage);
      listen(Blocklist, 'add', onBlock);
      listen(Blocklist, 'remove', onUnblock);
      if (Presence) listen(Presence, 'change:chatstate.type', onChatstate);
    },
  };
  window.WaQtorActs = acts;
};
