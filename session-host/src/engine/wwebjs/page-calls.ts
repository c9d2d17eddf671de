import type { KnownSend, PageCalls, PageMessage, PageWid, PageWindow, PagePeer } from './page-window.ts';
import type { SendAnswer, SendOrder } from './page-window.ts';

declare const window: PageWindow;

/**
 * Runs INSIDE the page (the source text of this function is sent there), so it must use nothing from outside itself.
 * Own messages are made as design §3 says: a real key with our id, looked for first, handed to the library's injected
 * send, and read back by it. `client.sendMessage` with an id answers undefined, which would invite a second send.
 */
export const installPageCalls = (): void => {
  const optional = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch {
      // A module or conversion that this version of the page lacks.
      return undefined;
    }
  };
  const injected = () => {
    if (!window.WWebJS) throw new Error('The library is not injected.');
    return window.WWebJS;
  };
  const lookUp = async (serialized: string): Promise<PageMessage | undefined> => {
    const { Msg } = window.require('WAWebCollections');
    return Msg.get(serialized) ?? (await Msg.getMessagesById([serialized]))?.messages?.[0];
  };
  const knownSend = (message: PageMessage): KnownSend => ({ waMessageId: message.id._serialized, ack: message.ack });

  /** The remote of a message may be the phone or the lid of the same person: our id is what counts. */
  const findOwn = async (keyId: string, wid: PageWid): Promise<PageMessage | undefined> => {
    const migration = optional(() => window.require('WAWebLidMigrationUtils'));
    const me = window.require('WAWebUserPrefsMeUser');
    const remotes = [wid, optional(() => migration?.toLid(wid)), optional(() => migration?.toPn(wid))];
    const tails = wid.isGroup() ? [me.getMaybeMePnUser(), me.getMaybeMeLidUser()] : [null];
    for (const remote of remotes) {
      if (!remote) continue;
      for (const tail of tails) {
        const serialized = `true_${remote._serialized}_${keyId}${tail ? `_${tail._serialized}` : ''}`;
        const found = await lookUp(serialized);
        if (found) return found;
      }
    }
    return undefined;
  };

  const send = async (order: SendOrder): Promise<SendAnswer> => {
    const { createWid, asUserWidOrThrow } = window.require('WAWebWidFactory');
    const wid = optional(() => createWid(order.chatId));
    if (!wid) return { result: 'refused', code: 'invalid_chat_id' };
    const present = await findOwn(order.keyId, wid);
    if (present) return { result: 'present', sent: knownSend(present) };
    const isNewPerson = wid.server === 'c.us' && !window.require('WAWebCollections').Chat.get(wid);
    // Only for a first message: each question costs a round trip, and many of them look like number harvesting.
    if (isNewPerson && !(await window.require('WAWebQueryExistsJob').queryWidExists(wid))) {
      return { result: 'refused', code: 'number_not_on_whatsapp' };
    }
    const chat = await injected().getChat(order.chatId, { getAsModel: false });
    if (!chat) return { result: 'refused', code: 'unsupported' };
    const { getMaybeMePnUser, getMaybeMeLidUser } = window.require('WAWebUserPrefsMeUser');
    const usesLid = wid.isGroup() ? chat.groupMetadata?.isLidAddressingMode === true : chat.id.isLid();
    const from = usesLid ? getMaybeMeLidUser() : getMaybeMePnUser();
    if (!from) throw new Error('The page does not know its own account.');
    const key = new (window.require('WAWebMsgKey'))({
      from,
      to: chat.id,
      id: order.keyId,
      participant: wid.isGroup() ? asUserWidOrThrow(from) : undefined,
      selfDir: 'out',
    });
    const options = {
      linkPreview: order.linkPreview ? true : undefined,
      quotedMessageId: order.quotedWaMessageId ?? undefined,
      ignoreQuoteErrors: true,
      mentionedJidList: order.mentionedIds,
      ...(order.media
        ? {
            media: { ...order.media, filename: order.media.filename ?? 'file' },
            caption: order.text,
            isCaptionByUser: order.text !== '',
            sendAudioAsVoice: order.type === 'voice',
            sendMediaAsDocument: order.type === 'document',
          }
        : {}),
      extraOptions: { id: key },
    };
    try {
      await injected().sendMessage(chat, order.media ? '' : order.text, options);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const stored = await findOwn(order.keyId, chat.id);
      if (stored) return { result: 'handed', sent: knownSend(stored) };
      const isMediaFault = /media-fault|upload failed|Invalid media/i.test(what);
      return isMediaFault ? { result: 'refused', code: 'media_not_accepted' } : { result: 'uncertain', what };
    }
    const stored = (await lookUp(key._serialized)) ?? (await findOwn(order.keyId, chat.id));
    return stored
      ? { result: 'handed', sent: knownSend(stored) }
      : { result: 'uncertain', what: 'not found after send' };
  };

  const peer = async (chatId: string): Promise<PagePeer> => {
    const wid = window.require('WAWebWidFactory').createWid(chatId);
    const { Chat, Contact } = window.require('WAWebCollections');
    const contact = Contact.get(wid);
    const migration = optional(() => window.require('WAWebLidMigrationUtils'));
    const phone = wid.server === 'c.us' ? wid : optional(() => migration?.toPn(wid));
    const lid = wid.isLid() ? wid : optional(() => migration?.toLid(wid));
    return {
      phone: phone?.user ?? null,
      lid: lid?.user ?? null,
      name: contact?.name || contact?.verifiedName || contact?.pushname || null,
      chatName: Chat.get(wid)?.formattedTitle ?? null,
    };
  };

  /** Sends of one chat, one after the other: the last one, which answers whether all until then ended for certain. */
  const chains = new Map<string, Promise<boolean>>();
  const sendInTurn = async (order: SendOrder): Promise<SendAnswer> => {
    const before = chains.get(order.chatId);
    let settle: (isCertain: boolean) => void = () => undefined;
    const turn = new Promise<boolean>((resolve) => (settle = resolve));
    chains.set(order.chatId, turn);
    let answer: SendAnswer = { result: 'uncertain', what: 'a message before it is uncertain' };
    window.WaQtorReports?.own.add(order.keyId);
    try {
      // Not in front of one that may have to be sent again after a restart of the page.
      if ((await before) !== false) answer = await send(order);
    } finally {
      settle(answer.result !== 'uncertain');
      if (chains.get(order.chatId) === turn) chains.delete(order.chatId);
      window.WaQtorReports?.own.delete(order.keyId);
    }
    return answer;
  };

  const calls: PageCalls = {
    send: sendInTurn,
    find: async ({ keyId, chatId }) => {
      const found = await findOwn(keyId, window.require('WAWebWidFactory').createWid(chatId));
      return found ? knownSend(found) : null;
    },
    react: async ({ waMessageId, emoji }) => {
      const message = await lookUp(waMessageId);
      if (!message) return false;
      await window.require('WAWebSendReactionMsgAction').sendReactionToMsg(message, emoji);
      return true;
    },
    seen: ({ chatId }) => injected().sendSeen(chatId),
    peer: ({ chatId }) => peer(chatId),
    messagesSince: async ({ sinceSeconds, maxChats, maxPerChat }) => {
      const recent = window
        .require('WAWebCollections')
        .Chat.getModelsArray()
        .filter((chat) => chat.t >= sinceSeconds)
        .sort((a, b) => b.t - a.t)
        .slice(0, maxChats);
      const found: PageMessage[] = [];
      for (const chat of recent) {
        let messages = chat.msgs.getModelsArray();
        while (messages.length < maxPerChat && (messages[0]?.t ?? 0) >= sinceSeconds) {
          const earlier = await window.require('WAWebChatLoadMessages').loadEarlierMsgs({ chat });
          if (!earlier?.length) break;
          messages = [...earlier, ...messages];
        }
        found.push(
          ...messages.filter((message) => message.t >= sinceSeconds && !message.isNotification).slice(-maxPerChat),
        );
      }
      return found.sort((a, b) => a.t - b.t).map((message) => injected().getMessageModel(message));
    },
    arrived: async () =>
      window
        .require('WAWebCollections')
        .Msg.getModelsArray()
        .filter(({ id, isNewMsg, type }) => isNewMsg && !id.fromMe && type !== 'ciphertext')
        .sort((a, b) => b.t - a.t)
        .slice(0, 50)
        .map(({ id }) => id.id),
    listen: async () => window.WaQtorReports?.listen(),
    personNeed: async () => window.WaQtorPersonNeed?.() ?? null,
    state: async () => {
      const { Socket } = window.require('WAWebSocketModel');
      return { socket: Socket.state, hasSynced: Socket.hasSynced, isInjected: window.WWebJS !== undefined };
    },
  };
  const run = async (name: keyof PageCalls, args: unknown): Promise<unknown> =>
    // Names and arguments come in pairs from the host, which TypeScript cannot follow into the page.
    (calls[name] as (given: unknown) => unknown)(args);
  window.WaQtorOrders = (orders) => {
    const { report } = window.WaQtorReports ?? {};
    if (!report) return false;
    for (const { n, name, args } of orders) {
      run(name, args).then(
        (value) => report({ t: 'answer', n, value }),
        (error: unknown) => report({ t: 'answer', n, failure: error instanceof Error ? error.message : String(error) }),
      );
    }
    return true;
  };
};
