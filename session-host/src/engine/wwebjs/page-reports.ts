import type { PageReport, PageWindow, RawMessage } from './page-window.ts';

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
  const flush = (): void => {
    const reports = waiting;
    waiting = [];
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
  /** What a fact is made of; a message of the page has ten times as many fields. */
  const plain = (message: RawMessage): RawMessage => {
    const { type, body, caption, t, ack, notifyName } = message;
    const { directPath, mimetype, filename, size, quotedStanzaID, pollName, protocolMessageKey } = message;
    const [from, to, author] = [textOf(message.from), textOf(message.to), textOf(message.author)];
    return {
      ...{ id: plainKey(message.id), type, body, caption, from, to, author, t, ack, notifyName },
      ...{ directPath, mimetype, filename, size, quotedStanzaID, pollName, protocolMessageKey },
    };
  };
  const ignored = (): void => undefined;
  const own = new Set<string>();

  Object.assign(window, {
    onAddMessageEvent: (message: RawMessage) => {
      if (!own.has(message.id.id)) report({ t: 'created', message: plain(message) });
    },
    onMessageAckEvent: ({ id }: RawMessage, ack: number) => {
      if (id.fromMe) report({ t: 'ack', id: plainKey(id), ack });
    },
    onEditMessageEvent: ({ id }: RawMessage, body: string) =>
      report({ t: 'edited', id: plainKey(id), body: String(body) }),
    onChangeMessageTypeEvent: (message: RawMessage) => {
      if (message.type === 'revoked') report({ t: 'revoked', message: plain(message) });
    },
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
    onChangeMessageEvent: ignored,
    onMessageMediaUploadedEvent: ignored,
    onChatUnreadCountEvent: ignored,
  });
  window.WaQtorReports = {
    report,
    /** The key ids that are being sent: the answer to the send tells of them. */
    own,
    plain,
  };
};
