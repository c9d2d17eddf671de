import type { PageActs, PageStates } from './page-act.ts';
import type { KnownSend, PageCalls, PageChat, PageMessage, PageWid, PageWindow, PagePeer } from './page-window.ts';
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
  /** A message by the id that it once had: its chat may show under the other id of the person since. */
  const lookUpAny = async (serialized: string): Promise<PageMessage | undefined> => {
    const found = await lookUp(serialized);
    if (found) return found;
    const [fromMe, remote = '', ...rest] = serialized.split('_');
    const wid = optional(() => window.require('WAWebWidFactory').createWid(remote));
    if (!wid || wid.isGroup()) return undefined;
    const { phone, lid } = idsOf(wid);
    const other = wid.isLid() ? phone : lid;
    return other && lookUp([fromMe, other, ...rest].join('_'));
  };
  const knownSend = (message: PageMessage): KnownSend => ({ waMessageId: String(message.id), ack: message.ack });

  const failureOf = (error: unknown): string =>
    window.WaQtorErrorText?.(error) ?? (error instanceof Error ? error.message : String(error));
  /** Both ids of a person, as far as the page knows them. */
  const idsOf = (wid: PageWid): { phone: PageWid | undefined; lid: PageWid | undefined } => {
    const migration = optional(() => window.require('WAWebLidMigrationUtils'));
    // The answer is looked at: only an id of the number's kind has a number in it (S-10).
    const toPn = () => (wid.isLid() ? migration?.toPn(wid) : undefined);
    const found = wid.server === 'c.us' ? wid : optional(toPn);
    const lid = wid.isLid() ? wid : optional(() => migration?.toLid(wid));
    return { phone: found?.server === 'c.us' ? found : undefined, lid: lid?.isLid() ? lid : undefined };
  };

  /** The remote of a message may be the phone or the lid of the same person: our id is what counts. */
  const findOwn = async (keyId: string, wid: PageWid): Promise<PageMessage | undefined> => {
    const { phone, lid } = idsOf(wid);
    const me = window.require('WAWebUserPrefsMeUser');
    const remotes = new Set([wid, lid, phone]);
    const tails = wid.isGroup() ? [me.getMaybeMePnUser(), me.getMaybeMeLidUser()] : [null];
    for (const remote of remotes) {
      if (!remote) continue;
      for (const tail of tails) {
        const serialized = `true_${remote}_${keyId}${tail ? `_${tail}` : ''}`;
        const found = await lookUp(serialized);
        if (found) return found;
      }
    }
    return undefined;
  };

  /** WhatsApp knows no such group, or not us in it. */
  const chatFor = async (wid: PageWid): Promise<PageChat | null | 'unknown'> => {
    try {
      return await injected().getChat(String(wid), { getAsModel: false });
    } catch (error) {
      const { status } = Object(error) as { status?: unknown };
      if (wid.isGroup() && typeof status === 'number' && status >= 400 && status < 500) return 'unknown';
      throw error;
    }
  };

  const send = async (order: SendOrder): Promise<SendAnswer> => {
    const { createWid, asUserWidOrThrow } = window.require('WAWebWidFactory');
    const wid = optional(() => createWid(order.chatId));
    if (!wid) return { result: 'refused', code: 'invalid_chat_id' };
    const present = await findOwn(order.keyId, wid);
    if (present) return { result: 'present', sent: knownSend(present) };
    const { Chat } = window.require('WAWebCollections');
    const { lid } = idsOf(wid);
    const isNewPerson = wid.server === 'c.us' && !Chat.get(wid) && !(lid && Chat.get(lid));
    // Only for a first message: each question costs a round trip, and many of them look like number harvesting.
    if (isNewPerson && !(await window.require('WAWebQueryExistsJob').queryWidExists(wid))) {
      return { result: 'refused', code: 'number_not_on_whatsapp' };
    }
    const chat = await chatFor(wid);
    if (chat === 'unknown') return { result: 'refused', code: 'not_found' };
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
    const quoted = order.quotedWaMessageId ? await lookUpAny(order.quotedWaMessageId) : undefined;
    const options = {
      linkPreview: order.linkPreview ? true : undefined,
      quotedMessageId: quoted && String(quoted.id),
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
      ...order.content,
      extraOptions: { ...order.fields, id: key },
    };
    try {
      await injected().sendMessage(chat, order.media ? '' : order.text, options);
    } catch (error) {
      const what = failureOf(error);
      const stored = await findOwn(order.keyId, chat.id);
      if (stored) return { result: 'handed', sent: knownSend(stored) };
      const isMediaFault = /media-fault|upload failed|Invalid media/i.test(what);
      return isMediaFault ? { result: 'refused', code: 'media_not_accepted' } : { result: 'uncertain', what };
    }
    const stored = (await lookUp(String(key))) ?? (await findOwn(order.keyId, chat.id));
    return stored
      ? { result: 'handed', sent: knownSend(stored) }
      : { result: 'uncertain', what: 'not found after send' };
  };

  /** People whose number is hidden: the page may learn it at any time, with no message of theirs. */
  const withoutPhone = new Set<string>();
  const MAX_WITHOUT_PHONE = 10_000;
  let isWatching = false;
  const watchFor = (lid: PageWid): void => {
    if (withoutPhone.size < MAX_WITHOUT_PHONE) withoutPhone.add(lid.user);
    if (isWatching) return;
    isWatching = true;
    window.require('WAWebCollections').Contact.on('add change:phoneNumber', ({ id, phoneNumber }) => {
      if (!id.isLid() || !withoutPhone.has(id.user)) return;
      const phone = phoneNumber?.server === 'c.us' ? phoneNumber : idsOf(id).phone;
      if (!phone) return;
      withoutPhone.delete(id.user);
      window.WaQtorReports?.report({ t: 'identity', phone: phone.user, lid: id.user });
    });
  };

  const peer = async (chatId: string): Promise<PagePeer> => {
    const wid = window.require('WAWebWidFactory').createWid(chatId);
    const { Chat, Contact } = window.require('WAWebCollections');
    const contact = Contact.get(wid);
    const { phone, lid } = idsOf(wid);
    if (lid && !phone) watchFor(lid);
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
    // A chat has one line, whether it is asked for by number or by lid.
    const wid = optional(() => window.require('WAWebWidFactory').createWid(order.chatId));
    const line = String((wid && idsOf(wid).lid) ?? order.chatId);
    const before = chains.get(line);
    let settle: (isCertain: boolean) => void = () => undefined;
    const turn = new Promise<boolean>((resolve) => (settle = resolve));
    chains.set(line, turn);
    let answer: SendAnswer = { result: 'uncertain', what: 'a message before it is uncertain' };
    window.WaQtorReports?.own.add(order.keyId);
    try {
      // Not in front of one that may have to be sent again after a restart of the page.
      if ((await before) !== false) answer = await send(order);
    } finally {
      settle(answer.result !== 'uncertain');
      if (chains.get(line) === turn) chains.delete(line);
      window.WaQtorReports?.own.delete(order.keyId);
    }
    return answer;
  };

  window.WaQtorShared = { optional, lookUpAny, idsOf };
  const calls: Omit<PageCalls, keyof PageActs | keyof PageStates> = {
    send: sendInTurn,
    find: async ({ keyId, chatId }) => {
      const found = await findOwn(keyId, window.require('WAWebWidFactory').createWid(chatId));
      return found ? knownSend(found) : null;
    },
    react: async ({ waMessageId, emoji }) => {
      const message = await lookUpAny(waMessageId);
      if (!message) return false;
      await window.require('WAWebSendReactionMsgAction').sendReactionToMsg(message, emoji);
      return true;
    },
    current: async ({ waMessageId }) => {
      const message = await lookUpAny(waMessageId);
      return message ? String(message.id) : null;
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
      const reports = window.WaQtorReports;
      if (!reports) throw new Error('The page has no reports.');
      return found.sort((a, b) => a.t - b.t).map((message) => reports.plain(injected().getMessageModel(message)));
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
    (({ ...calls, ...window.WaQtorActs, ...window.WaQtorStates })[name] as (given: unknown) => unknown)(args);
  window.WaQtorOrders = (orders) => {
    const { report } = window.WaQtorReports ?? {};
    if (!report) return false;
    for (const { n, name, args } of orders) {
      run(name, args).then(
        (value) => report({ t: 'answer', n, value }),
        (error: unknown) => report({ t: 'answer', n, failure: failureOf(error) }),
      );
    }
    return true;
  };
};
