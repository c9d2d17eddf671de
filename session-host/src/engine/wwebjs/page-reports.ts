import type { PageMessage, PageReport, PageWindow, RawMessage } from './page-window.ts';

declare const window: PageWindow & Record<string, unknown>;

/**
 * Runs INSIDE the page before anything else (its source text is sent there), so it must use nothing from outside.
 *
 * The library exposes each of its event functions only where the page has none of that name. With ours in place an
 * event costs one entry in a batch instead of a call out of the page with the whole message and a call back in; the
 * events that nobody here listens to cost nothing. A version of the library that exposes its own all the same replaces
 * ours, and is heard through its client (client-events.ts listens to both).
 */
export const installPageReports = (): void => {
  let waiting: PageReport[] = [];
  /** What this batch tells already: with `listen` one change comes by two ways, in the same turn. */
  const told = new Set<string>();
  const flush = (): void => {
    const reports = waiting;
    waiting = [];
    told.clear();
    window.waqtorReport?.(JSON.stringify(reports));
  };
  const report = (entry: PageReport): void => {
    if (waiting.push(entry) === 1) queueMicrotask(flush);
  };
  /** Ids of the page are objects, whose text is a field of theirs or what they are as a string. */
  const textOf = (id: RawMessage['from']): string | undefined =>
    id === undefined || id === null || typeof id === 'string' ? (id ?? undefined) : (id._serialized ?? String(id));
  const plainKey = (key: RawMessage['id']): RawMessage['id'] => ({
    id: key.id,
    fromMe: key.fromMe,
    remote: textOf(key.remote) ?? '',
    _serialized: key._serialized ?? String(key),
  });
  const reportOnce = (key: string, entry: PageReport): void => {
    if (told.has(key)) return;
    told.add(key);
    report(entry);
  };
  /** What a fact is made of; a message of the page has ten times as many fields. */
  const plain = (message: RawMessage): RawMessage => {
    const { type, body, caption, t, ack, notifyName } = message;
    const { directPath, mimetype, filename, size, quotedStanzaID, protocolMessageKey } = message;
    const { pollName, pollOptions, pollSelectableOptionsCount, lat, lng, loc, vcardList, isForwarded } = message;
    const [from, to, author] = [textOf(message.from), textOf(message.to), textOf(message.author)];
    return {
      ...{ id: plainKey(message.id), type, body, caption, from, to, author, t, ack, notifyName },
      ...{ directPath, mimetype, filename, size, quotedStanzaID, protocolMessageKey },
      ...{ pollName, pollSelectableOptionsCount, lat, lng, loc, isForwarded, subtype: message.subtype },
      pollOptions: pollOptions?.map(({ name, localId }) => ({ name, localId })),
      vcardList: vcardList?.map(({ vcard }) => ({ vcard })),
      recipients: message.recipients?.map((id) => textOf(id) ?? ''),
    };
  };
  const ignored = (): void => undefined;
  const own = new Set<string>();

  const onAdded = (message: RawMessage): void => {
    if (own.has(message.id.id)) return;
    const told = plain(message);
    reportOnce(`created ${told.id._serialized}`, { t: 'created', message: told });
  };
  const onAck = (message: RawMessage, ack: number): void => {
    if (!message.id.fromMe) return;
    const id = plainKey(message.id);
    reportOnce(`ack ${id._serialized} ${ack}`, { t: 'ack', id, ack });
  };
  const onEdited = (message: RawMessage, body: string): void => {
    const id = plainKey(message.id);
    reportOnce(`edited ${id._serialized} ${body}`, { t: 'edited', id, body: String(body) });
  };
  const onTypeChanged = (message: RawMessage): void => {
    if (message.type !== 'revoked') return;
    const revoked = plain(message);
    reportOnce(`revoked ${revoked.id._serialized}`, { t: 'revoked', message: revoked });
  };

  Object.assign(window, {
    onAddMessageEvent: onAdded,
    onMessageAckEvent: onAck,
    onEditMessageEvent: onEdited,
    onChangeMessageTypeEvent: onTypeChanged,
    onReaction: (
      reactions: {
        parentMsgKey: RawMessage['id'];
        author?: RawMessage['from'];
        from?: RawMessage['from'];
        reactionText?: string;
      }[],
    ): void => {
      for (const { parentMsgKey, author, from, reactionText } of reactions) {
        const senderId = textOf(author ?? from) ?? '';
        report({ t: 'reaction', target: plainKey(parentMsgKey), senderId, emoji: reactionText ?? '' });
      }
    },
    onPollVoteEvent: (
      votes: {
        parentMsgKey: RawMessage['id'];
        parentMessage?: { pollOptions?: { localId: number }[] } | null;
        sender?: RawMessage['from'];
        selectedOptionLocalIds?: Iterable<number>;
        senderTimestampMs?: number;
      }[],
    ): void => {
      for (const { parentMsgKey, parentMessage, sender, selectedOptionLocalIds, senderTimestampMs } of votes) {
        const places = parentMessage?.pollOptions?.map(({ localId }) => localId);
        const selected = [...(selectedOptionLocalIds ?? [])].map((id) => (places ? places.indexOf(id) : id));
        report({
          ...{ t: 'vote', target: plainKey(parentMsgKey), senderId: textOf(sender) ?? '' },
          selected: selected.filter((place) => place >= 0).sort((a, b) => a - b),
          atMs: senderTimestampMs ?? Date.now(),
        });
      }
    },
    onArchiveChatEvent: (chat: { id: RawMessage['from']; archive?: boolean }): void => {
      report({ t: 'flags', chatId: textOf(chat.id) ?? '', isArchived: Boolean(chat.archive) });
    },
    onChangeMessageEvent: ignored,
    onMessageMediaUploadedEvent: ignored,
    onChatUnreadCountEvent: ignored,
  });

  const raw = (message: PageMessage): RawMessage => {
    if (!window.WWebJS) throw new Error('The library is not injected.');
    return window.WWebJS.getMessageModel(message);
  };
  const listeners: Record<string, (message: PageMessage, ...more: never[]) => void> = {
    add: (message) => {
      if (message.isNewMsg && message.type !== 'ciphertext') onAdded(raw(message));
    },
    'change:ack': (message, ack) => onAck(raw(message), ack),
    'change:type': (message) => onTypeChanged(raw(message)),
    'change:body': (message, body) => onEdited(raw(message), body),
    'change:caption': (message, body) => onEdited(raw(message), body),
  };
  window.WaQtorReports = {
    report,
    /** The key ids that are being sent: the answer to the send tells of them. */
    own,
    plain,
    listen: () => {
      const { Msg } = window.require('WAWebCollections');
      for (const [name, listener] of Object.entries(listeners)) {
        Msg.off(name, listener);
        Msg.on(name, listener);
      }
    },
  };
};
