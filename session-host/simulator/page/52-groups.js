import { pageError } from './05-shape.js';
import { Model, serializedOf } from './10-models.js';
import { createWid } from './20-ids.js';
import { Chat, GroupMetadata, ensureChat, learnContact } from './40-state.js';
import { ask } from './50-network-link.js';

/** What the page knows of a group: asked of the network when somebody wants to know. */
const showGroup = (group) => {
  const chat = ensureChat(createWid(group.id));
  const { groupMetadata } = chat;
  chat.set({ formattedTitle: group.subject });
  groupMetadata.set({
    subject: group.subject,
    desc: group.description ?? undefined,
    announce: group.isAnnouncement,
    isLidAddressingMode: group.isLid,
  });
  groupMetadata.participants.map.clear();
  for (const { id, contact, isAdmin } of group.participants) {
    learnContact(contact);
    groupMetadata.participants.add(new Model({ id: createWid(id), isAdmin, isSuperAdmin: false }));
  }
  return chat;
};

/** One that this account is not in is shown with nobody in it. */
GroupMetadata.update = async (wid) => {
  const group = await ask({ kind: 'group', chat: serializedOf(wid) });
  if (group) showGroup(group);
  else Chat.get(wid)?.groupMetadata.participants.map.clear();
};

export const findGroupChat = async (wid) => {
  const group = await ask({ kind: 'group', chat: serializedOf(wid) });
  if (!group) throw pageError('ServerStatusCodeError', 'item-not-found', { status: 404 });
  return showGroup(group);
};
