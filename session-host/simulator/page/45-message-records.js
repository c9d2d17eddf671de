import { serializedOf } from './10-models.js';
import { MsgKey, createWid } from './20-ids.js';
import { contentFields, noticeFields } from './43-content.js';
import { Chat, MAX_MESSAGES, Message, Msg, ensureChat, people, phoneWid, session } from './40-state.js';

/** Message types of the page and of the network; all others have one name. */
const TO_PAGE_TYPE = { text: 'chat', voice: 'ptt', contact: 'vcard', poll: 'poll_creation' };
const TO_WIRE_TYPE = {
  ...Object.fromEntries(Object.entries(TO_PAGE_TYPE).map(([wire, page]) => [page, wire])),
  multi_vcard: 'contact',
};
const pageTypeOf = (type) => TO_PAGE_TYPE[type] ?? type;
export const wireTypeOf = (type) => TO_WIRE_TYPE[type] ?? type;

/** Disk records by key id: `{id, fromMe, chat, type, body, media, mediaBase64, quotedId, atMs, ack, content, isForwarded}`; in a group with `{author, group, notice}`; `editedAtMs` and `reactions` (by lid) once there are any. */
export const records = new Map();

export const mediaFieldsOf = (record) =>
  record.media
    ? {
        directPath: `/simulator/${record.id}`,
        filehash: record.id,
        mediaKey: record.id,
        mimetype: record.media.mimetype,
        filename: record.media.filename ?? undefined,
        size: record.media.sizeBytes,
        caption: record.body,
        mediaData: { mediaStage: 'RESOLVED' },
      }
    : {};

export const keyOf = (record) =>
  new MsgKey({
    fromMe: record.fromMe,
    remote: createWid(record.chat),
    id: record.id,
    participant: record.author && createWid(record.author),
  });

const hasReaction = ({ reactions = {} }) => Object.keys(reactions).length > 0;
export const modelOf = (record, isNewMsg) => {
  const chatWid = createWid(record.chat);
  const mine = phoneWid(session.me);
  return new Message({
    id: keyOf(record),
    type: pageTypeOf(record.type),
    body: record.body,
    from: record.fromMe ? mine : chatWid,
    to: record.fromMe ? chatWid : mine,
    self: record.fromMe ? 'out' : 'in',
    t: Math.floor(record.atMs / 1000),
    ack: record.ack,
    isNewMsg,
    notifyName: record.fromMe ? session.me.name : (people.get(record.author ?? record.chat)?.name ?? undefined),
    ...(record.author ? { author: createWid(record.author) } : {}),
    ...(record.isForwarded ? { isForwarded: true, forwardingScore: 1 } : {}),
    ...(record.quotedId ? { quotedStanzaID: record.quotedId, quotedMsg: { type: 'chat' } } : {}),
    ...mediaFieldsOf(record),
    ...contentFields(record.content),
    ...noticeFields(record.notice),
    hasReaction: hasReaction(record),
    ...(record.editedAtMs ? { latestEditSenderTimestampMs: record.editedAtMs } : {}),
  });
};

/** Puts a message that is on disk into the collections, and forgets the oldest above the bound. */
export const showMessage = (record, model) => {
  const chat = ensureChat(model.id.remote);
  if (record.group) chat.set({ formattedTitle: record.group.subject });
  records.set(record.id, record);
  chat.set({ t: Math.max(chat.t, model.t) });
  if (!record.fromMe) chat.lastReceivedKey = model.id;
  chat.msgs.add(model);
  Msg.add(model);
  if (records.size <= MAX_MESSAGES) return [];
  const [oldest] = records.values();
  const key = keyOf(oldest);
  records.delete(oldest.id);
  // Not Collection.remove: forgetting is not deleting, so nobody is told.
  Msg.map.delete(serializedOf(key));
  Chat.get(key.remote)?.msgs.map.delete(serializedOf(key));
  return [['messages', null, oldest.id]];
};

export const modelByKeyId = (id) => {
  const record = records.get(id);
  return record && Msg.get(keyOf(record));
};

/** Of each person the newest reaction; one that is taken back is gone. Null for a message that is not there. */
export const reactionStep = (id, { contact, emoji, atMs }) => {
  const record = records.get(id);
  if (!record) return null;
  const { [contact.lid]: _before, ...others } = record.reactions ?? {};
  record.reactions = emoji === '' ? others : { ...others, [contact.lid]: { contact, emoji, atMs } };
  modelByKeyId(id)?.set({ hasReaction: hasReaction(record) });
  return [['messages', record]];
};
