import { isRenamed, pageError } from './05-shape.js';
import { Model, serializedOf } from './10-models.js';
import { MsgKey, createWid } from './20-ids.js';
import { writeAll, writeLater } from './30-durable-store.js';
import {
  Blocklist,
  Chat,
  Msg,
  Presence,
  chatRecord,
  ensureChat,
  learnContact,
  lidWid,
  people,
  phoneWid,
} from './40-state.js';
import { keyOf, modelByKeyId, records } from './45-message-records.js';
import { ask, transmit } from './50-network-link.js';

/** What is done to messages and chats, here or on another device of the account. The network hears of it first. */
export const changeBody = (id, body, attributes) => {
  const record = records.get(id);
  if (!record) return null;
  record.body = body;
  if (attributes.latestEditSenderTimestampMs) record.editedAtMs = attributes.latestEditSenderTimestampMs;
  if (attributes.type === 'revoked') Object.assign(record, { type: 'revoked', content: null });
  return {
    operations: [['messages', record]],
    show: () => {
      const model = modelByKeyId(id);
      // A text has no caption: without this the library would tell one edit twice.
      const { caption, ...rest } = attributes;
      model?.set(model.directPath && caption !== undefined ? { ...rest, caption } : rest);
    },
  };
};
const editedFields = (body) => ({ body, caption: body, latestEditSenderTimestampMs: Date.now() });
export const editStep = (id, body) => changeBody(id, body, editedFields(body));
export const revokeStep = (id) => changeBody(id, '', { type: 'revoked', body: '' });
export const deleteStep = (id) => {
  const record = records.get(id);
  if (!record) return null;
  return {
    operations: [['messages', null, id]],
    show: () => {
      const model = modelByKeyId(id);
      records.delete(id);
      if (!model) return;
      Chat.get(model.id.remote)?.msgs.map.delete(serializedOf(model.id));
      Msg.remove(model);
    },
  };
};
const perform = async (step) => {
  if (!step) return;
  await writeAll(step.operations);
  step.show();
};
const change = async (message, what) => {
  const isDone = await ask({ kind: 'change', id: message.id.id, change: what });
  if (!isDone) throw pageError('ServerStatusCodeError', 'not-acceptable', { status: 406 });
};

export const sendMessageEdit = async (message, body) => {
  await change(message, { t: 'edit', body });
  await perform(editStep(message.id.id, body));
};
export const sendRevokeMsgs = async (_chat, { list }) => {
  for (const message of list) {
    await change(message, { t: 'revoke' });
    await perform(revokeStep(message.id.id));
  }
};
export const sendDeleteMsgs = async (_chat, { list }) => {
  for (const message of list) {
    await change(message, { t: 'delete' });
    await perform(deleteStep(message.id.id));
  }
};

/** The library hears of votes through this table of the page. */
export const pollVoteTableMode = { bulkUpsert: async () => {} };
const showVote = (record, { pollId, voter, selected, atMs }) => {
  const author = createWid(voter.id);
  learnContact(voter.contact);
  pollVoteTableMode.bulkUpsert([
    {
      id: new MsgKey({ fromMe: false, remote: createWid(record.chat), id: `${pollId}-${atMs}`, participant: author }),
      pollUpdateParentKey: keyOf(record),
      selectedOptionLocalIds: selected,
      senderTimestampMs: atMs,
      t: atMs,
      author,
      from: author,
    },
  ]);
};
/** Kept with its poll: of each person the last one. */
export const voteStep = (vote) => {
  const record = records.get(vote.pollId);
  if (!record) return null;
  record.votes = { ...record.votes, [vote.voter.id]: vote };
  return { operations: [['messages', record]], show: () => showVote(record, vote) };
};
export const pollModules = {
  WAWebAddonPollVoteTableMode: { pollVoteTableMode },
  WAWebPollsVotesSchema: {
    getTable: () => ({
      equals: async (_index, parentMsgKey) => {
        const record = [...records.values()].find((kept) => kept.votes && serializedOf(keyOf(kept)) === parentMsgKey);
        return Object.values(record?.votes ?? {}).map(({ voter, selected, atMs }) => ({
          parentMsgKey,
          sender: voter.id,
          selectedOptionLocalIds: new Uint8Array(selected),
          senderTimestampMs: atMs,
        }));
      },
    }),
  },
};

/** Somebody writes: known of those alone whose presence was subscribed to, as on the real site. */
export const showTyping = ({ chat, writer, state }) => {
  const presence = Presence.get(createWid(chat));
  if (!presence?.isSubscribed) return;
  learnContact(writer.contact);
  const type = state === 'paused' ? 'available' : state;
  const chatstate = presence.chatstates.get(createWid(writer.id)) ?? new Model({ id: createWid(writer.id) });
  presence.chatstates.add(chatstate);
  chatstate.set({ type });
  if (presence.chatstate.type === type) return;
  presence.chatstate.set({ type });
  Presence.trigger('change:chatstate.type', presence.chatstate, type);
};
export const sendChatState = (state) => async (wid) => transmit({ t: 'typing', chat: serializedOf(wid), state });

const flag = async (wid, flags) => {
  if (!(await ask({ kind: 'flag', chat: serializedOf(wid), flags }))) {
    throw pageError('ServerStatusCodeError', 'item-not-found', { status: 404 });
  }
};
const setArchived = (wid, archive) => {
  const chat = ensureChat(wid);
  chat.set({ archive });
  return writeAll([['chats', chatRecord(chat)]]);
};
/** The list has people by number, in newer builds by lid. */
export const setBlocked = (wid, isBlocked) => {
  const person = people.get(serializedOf(wid));
  if (!person) return Promise.resolve();
  person.isBlocked = isBlocked;
  const id = isRenamed || !person.phone ? lidWid(person) : phoneWid(person);
  const known = Blocklist.get(id);
  if (isBlocked && !known) Blocklist.add(new Model({ id }));
  if (!isBlocked && known) Blocklist.remove(known);
  return writeLater([['contacts', person]]);
};
export const showFlags = ({ chat, flags }) => {
  const wid = createWid(chat);
  if (flags.isArchived !== undefined) void setArchived(wid, flags.isArchived);
  if (flags.isBlocked !== undefined) void setBlocked(wid, flags.isBlocked);
};
export const archiveChat = async (chat, isArchived) => {
  await flag(chat.id, { isArchived });
  await setArchived(chat.id, isArchived);
};
const changeBlock = async (contact, isBlocked) => {
  // Newer builds know people by lid alone here.
  if (isRenamed && !contact.id.isLid()) throw pageError('Error', 'A contact is blocked by its lid.');
  await flag(contact.id, { isBlocked });
  await setBlocked(contact.id, isBlocked);
};
export const blockModules = {
  WAWebBlockContactAction: {
    blockContact: ({ contact }) => changeBlock(contact, true),
    unblockContact: (contact) => changeBlock(contact, false),
  },
  WAWebBlockContactUtils: isRenamed ? {} : { getContactToBlockOnlyUseIfNoAssociatedChat: (contact) => contact },
};
