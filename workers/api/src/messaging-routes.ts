import type { Api } from './api.ts';
import { addNote } from './routes/chats/add-note.ts';
import { archiveChat } from './routes/chats/archive-chat.ts';
import { assignChat } from './routes/chats/assign-chat.ts';
import { blockChat } from './routes/chats/block-chat.ts';
import { deleteNote } from './routes/chats/delete-note.ts';
import { getChat } from './routes/chats/get-chat.ts';
import { handOverChat } from './routes/chats/handover-chat.ts';
import { listChats } from './routes/chats/list-chats.ts';
import { listNotes } from './routes/chats/list-notes.ts';
import { markSeen } from './routes/chats/mark-seen.ts';
import { resolveChat } from './routes/chats/resolve-chat.ts';
import { showTyping } from './routes/chats/show-typing.ts';
import { getContact } from './routes/contacts/get-contact.ts';
import { listContacts } from './routes/contacts/list-contacts.ts';
import { getGroup } from './routes/groups/get-group.ts';
import { listGroups } from './routes/groups/list-groups.ts';
import { getMediaLink } from './routes/media/get-media-link.ts';
import { getMedia } from './routes/media/get-media.ts';
import { uploadMedia } from './routes/media/upload-media.ts';
import { cancelMessage } from './routes/messages/cancel-message.ts';
import { deleteMessage } from './routes/messages/delete-message.ts';
import { editMessage } from './routes/messages/edit-message.ts';
import { forwardMessage } from './routes/messages/forward-message.ts';
import { getMessage } from './routes/messages/get-message.ts';
import { listMessages } from './routes/messages/list-messages.ts';
import { previewInteractive } from './routes/messages/preview-interactive.ts';
import { reactToMessage } from './routes/messages/react-to-message.ts';
import { replyToMessage } from './routes/messages/reply-to-message.ts';
import { sendButtons } from './routes/messages/send-button.ts';
import { sendContact } from './routes/messages/send-contact.ts';
import { sendList } from './routes/messages/send-list.ts';
import { sendLocation } from './routes/messages/send-location.ts';
import { sendMedia } from './routes/messages/send-media.ts';
import { sendPoll } from './routes/messages/send-poll.ts';
import { sendText } from './routes/messages/send-text.ts';
import { checkNumbers } from './routes/numbers/check-numbers.ts';
import { createTemplate } from './routes/templates/create-template.ts';
import { deleteTemplate } from './routes/templates/delete-template.ts';
import { getTemplate } from './routes/templates/get-template.ts';
import { listTemplates } from './routes/templates/list-templates.ts';
import { updateTemplate } from './routes/templates/update-template.ts';

/** Messages and what belongs to them: media, templates, chats, contacts, numbers, groups. */
export const messagingRoutes = (api: Api): void => {
  sendText(api);
  sendMedia(api);
  sendLocation(api);
  sendContact(api);
  sendPoll(api);
  sendButtons(api);
  sendList(api);
  previewInteractive(api);
  listMessages(api);
  getMessage(api);
  deleteMessage(api);
  reactToMessage(api);
  replyToMessage(api);
  forwardMessage(api);
  editMessage(api);
  cancelMessage(api);

  uploadMedia(api);
  getMedia(api);
  getMediaLink(api);

  listTemplates(api);
  createTemplate(api);
  getTemplate(api);
  updateTemplate(api);
  deleteTemplate(api);

  listChats(api);
  getChat(api);
  markSeen(api);
  showTyping(api);
  archiveChat(api);
  blockChat(api);
  resolveChat(api);
  handOverChat(api);
  assignChat(api);
  listNotes(api);
  addNote(api);
  deleteNote(api);

  listContacts(api);
  getContact(api);

  checkNumbers(api);

  listGroups(api);
  getGroup(api);
};
