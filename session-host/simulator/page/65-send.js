import { serializedOf } from './10-models.js';
import { toBase64 } from './25-binary.js';
import { writeAll, writeLater } from './30-durable-store.js';
import { contentOfOwn } from './43-content.js';
import { Message, assertHasId, chatRecord } from './40-state.js';
import { mediaFieldsOf, showMessage, wireTypeOf } from './45-message-records.js';
import { forever, reaches, transmit } from './50-network-link.js';

/** Own sends: on disk first, then on the wire; the result comes with the network's ack. */
const unanswered = new Map();
export const settleSend = (id, ack) => {
  unanswered.get(id)?.({ messageSendResult: ack === -1 ? 'ERROR_NETWORK' : 'OK', t: Math.floor(Date.now() / 1000) });
  unanswered.delete(id);
};

/** `isAgain`: the page came back and has no answer to what may have arrived; as real pages do, and say. */
export const transmitRecord = (record, isAgain = false) => {
  const { id, chat, type, body, media, mediaBase64, quotedId, atMs, content = null, isForwarded = false } = record;
  transmit({
    t: 'send',
    message: { id, chat, type, body, media, mediaBase64, quotedId, atMs, content, isForwarded, isAgain },
  });
};

/** Bytes of media by file hash, between upload and send. */
export const uploads = new Map();

const recordOfOwn = async (chat, data) => {
  const content = contentOfOwn(data);
  const blob = data.directPath ? uploads.get(data.filehash) : undefined;
  return {
    id: data.id.id,
    fromMe: true,
    chat: serializedOf(chat.id),
    type: wireTypeOf(data.type),
    body: (blob ? data.caption : content ? '' : data.body) ?? '',
    media: blob ? { mimetype: data.mimetype, filename: data.filename ?? null, sizeBytes: blob.size } : null,
    mediaBase64: blob ? toBase64(await blob.arrayBuffer()) : null,
    quotedId: data.quotedStanzaID ?? null,
    atMs: Date.now(),
    ack: 0,
    content,
    isForwarded: Boolean(data.isForwarded),
    ...(data.id.participant ? { author: serializedOf(data.id.participant) } : {}),
  };
};

/** As WAWebSendMsgChatAction: answers [the message is in the store, the network answered]. */
export const addAndSendMsgToChat = (chat, data) => {
  const answered = new Promise((resolve) => unanswered.set(data.id.id, resolve));
  const stored = (async () => {
    assertHasId(data);
    const record = await recordOfOwn(chat, data);
    if (reaches('before_store')) await forever();
    await writeAll([['messages', record]]);
    // The page keeps who wrote it beside the key, of its own messages in groups too.
    const author = data.id.participant ? { author: data.id.participant } : {};
    const model = new Message({ ...data, ...author, ...mediaFieldsOf(record) });
    const forgotten = showMessage(record, model);
    if (!reaches('after_store')) {
      transmitRecord(record);
      reaches('after_transmit');
    }
    if (model.directPath) {
      model.isUnsentMedia = true;
      model.set({ isUnsentMedia: false });
    }
    void writeLater([...forgotten, ['chats', chatRecord(chat)]]);
    return model;
  })();
  return [stored, answered];
};

export const sendSeen = async ({ chat }) => {
  if (chat.unreadCount === 0) return;
  transmit({ t: 'read', chat: serializedOf(chat.id) });
  chat.set({ unreadCount: 0 });
  void writeLater([['chats', chatRecord(chat)]]);
};
