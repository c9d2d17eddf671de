import { serializedOf } from './10-models.js';
import { MsgKey } from './20-ids.js';
import { Msg, lidWid, phoneWid, session } from './40-state.js';
import { modelByKeyId, records } from './45-message-records.js';

/** Reactions to messages: told to the library when they come, and kept with their message for who asks later. */
const senderOf = (target, contact) => {
  if (contact.lid === session.me.lid) return phoneWid(session.me);
  if (!target.id.remote.isGroup()) return target.id.remote;
  return contact.phone ? phoneWid(contact) : lidWid(contact);
};
const keyOfReaction = (target, { lid }) =>
  new MsgKey({ fromMe: lid === session.me.lid, remote: target.id.remote, id: `${target.id.id}-${lid}` });

/** The library hears of reactions through this table of the page. */
export const reactionTableMode = { bulkUpsert: async () => {} };
export const showReaction = (targetId, contact, emoji, atMs) => {
  const target = modelByKeyId(targetId);
  if (!target) return;
  const sender = senderOf(target, contact);
  reactionTableMode.bulkUpsert([
    {
      id: keyOfReaction(target, contact),
      reactionParentKey: target.id,
      reactionText: emoji,
      reactionTimestamp: atMs,
      author: sender,
      from: sender,
      orphan: 0,
      read: false,
    },
  ]);
};

/** A row for each emoji, as `Message.getReactions` of the library reads them. */
const rowsOf = (target, reactions) =>
  [...new Set(reactions.map(({ emoji }) => emoji))].map((emoji) => {
    const those = reactions.filter((reaction) => reaction.emoji === emoji);
    return {
      id: emoji,
      aggregateEmoji: emoji,
      hasReactionByMe: those.some(({ contact }) => contact.lid === session.me.lid),
      senders: those.map(({ contact, atMs }) => ({
        msgKey: keyOfReaction(target, contact),
        parentMsgKey: target.id,
        senderUserJid: serializedOf(senderOf(target, contact)),
        reactionText: emoji,
        timestamp: atMs,
        orphan: 0,
        read: false,
      })),
    };
  });
export const Reactions = {
  find: async (id) => {
    const target = Msg.get(id);
    const reactions = Object.values(records.get(target?.id.id)?.reactions ?? {});
    if (reactions.length === 0) return undefined;
    const rows = rowsOf(target, reactions);
    return { id, reactions: { length: rows.length, serialize: () => rows, getModelsArray: () => rows } };
  },
};
