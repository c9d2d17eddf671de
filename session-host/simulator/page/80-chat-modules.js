import { Collection, Emitter, Model, serializedOf } from './10-models.js';
import { MsgKey, createWid } from './20-ids.js';
import {
  Blocklist,
  Chat,
  Contact,
  GroupMetadata,
  Msg,
  Presence,
  ensureChat,
  learnContact,
  lidWid,
  phoneWid,
  session,
  toLid,
  toPn,
} from './40-state.js';
import { writeAll } from './30-durable-store.js';
import { reactionStep } from './45-message-records.js';
import { Reactions, reactionTableMode } from './46-reactions.js';
import { ask, faults, transmit } from './50-network-link.js';
import { findGroupChat } from './52-groups.js';
import { blockModules, pollModules, sendChatState, sendMessageEdit } from './57-acts.js';
import { addAndSendMsgToChat, sendSeen } from './65-send.js';

/** How messages, chats and contacts are read, sent and changed. */
const findLinks = (text) =>
  [...String(text ?? '').matchAll(/https?:\/\/\S+/g)].map(([href]) => ({
    href,
    url: href,
    suspiciousCharacters: new Set(),
  }));
const fieldOf = (name) => (model) => model[name];

const findOrCreateLatestChat = async (wid) => {
  if (wid.isGroup()) return { chat: await findGroupChat(wid), created: false };
  const lid = toLid(wid);
  // After the move to lids a chat asked for by phone is the chat of the lid.
  const isMoved = lid && (faults.lid || Chat.get(lid));
  return { chat: ensureChat(isMoved ? lid : wid), created: true };
};
const queryWidExists = async (wid) => {
  const contact = await ask({ kind: 'exists', chat: serializedOf(wid) });
  if (!contact) return null;
  learnContact(contact);
  return { wid: contact.phone ? phoneWid(contact) : lidWid(contact), lid: lidWid(contact) };
};
const sendReactionToMsg = async (message, emoji) => {
  transmit({ t: 'react', targetId: message.id.id, emoji });
  const { phone, lid, name } = session.me;
  await writeAll(reactionStep(message.id.id, { contact: { phone, lid, name }, emoji, atMs: Date.now() }) ?? []);
};
const ageMs = (message) => Date.now() - message.t * 1000;
const EDIT_WITHIN_MS = 15 * 60_000;
const REVOKE_WITHIN_MS = 48 * 3_600_000;
const canEdit = (message) => message.id.fromMe && message.type !== 'revoked' && ageMs(message) < EDIT_WITHIN_MS;

export const chatModules = {
  WAWebCollections: {
    Msg,
    Chat,
    Contact,
    Blocklist,
    Presence,
    Label: new Collection(),
    BusinessProfile: new Collection({ create: (id) => new Model({ id: createWid(id) }) }),
    GroupMetadata,
    Reactions,
    WAWebNewsletterCollection: new Collection(),
  },
  WAWebBackendJobsCommon: { mediaTypeFromProtobuf: () => null },
  WAWebE2EProtoUtils: { typeAttributeFromProtobuf: () => 'text' },
  WAWebSyncGatingUtils: { isPlaceholderMessageResendEnabled: () => false },
  WAWebNonMessageDataRequestPlaceholderMessageResendUtils: { handlePlaceholderMsgsSeen() {} },
  // The library patches `set` of the map that it finds in here.
  WAWebCallCollection: Object.assign(new Emitter(), { calls: new Map() }),
  WAWebAddonReactionTableMode: { reactionTableMode },
  ...pollModules,
  ...blockModules,
  WAWebChatGetters: {
    getIsNewsletter: (chat) => chat.id.isNewsletter(),
    getIsBroadcast: (chat) => chat.id.isBroadcast(),
  },
  WALinkify: { findLinks, findLink: (text) => findLinks(text)[0] },
  WAWebWidFactory: {
    createWid,
    createWidFromWidLike: createWid,
    createUserWidOrThrow: createWid,
    asUserWidOrThrow: createWid,
    toUserWid: createWid,
    isWidlike: (idLike) => Boolean(serializedOf(idLike)),
  },
  WAWebFindChatAction: { findOrCreateLatestChat },
  WAWebUpdateUnreadChatAction: { sendSeen },
  WAWebMsgKey: MsgKey,
  WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
  WAWebSendMsgChatAction: { addAndSendMsgToChat },
  WAWebLinkPreviewChatAction: { getLinkPreview: async () => null },
  WAWebMsgReply: { canReplyMsg: () => true },
  WAWebApiContact: {
    getAlternateUserWid: (wid) => (wid.isLid() ? toPn(wid) : toLid(wid)),
    getPhoneNumber: (wid) => toPn(wid) ?? wid,
    getCurrentLid: toLid,
  },
  WAWebContactGetters: {
    getIsMe: (contact) => contact.id.user === session.me?.phone || contact.id.user === session.me?.lid,
    getIsUser: (contact) => contact.id.isUser(),
    getIsGroup: (contact) => contact.id.isGroup(),
    getIsWAContact: () => true,
    getUserid: (contact) => contact.id.user,
    getVerifiedName: fieldOf('verifiedName'),
    getVerifiedLevel: fieldOf('verifiedLevel'),
    getStatusMute: fieldOf('statusMute'),
    getName: fieldOf('name'),
    getShortName: fieldOf('shortName'),
    getPushname: fieldOf('pushname'),
    getIsEnterprise: () => false,
  },
  WAWebFrontendContactGetters: { getIsMyContact: (contact) => Boolean(contact.name) },
  WAWebQueryExistsJob: { queryWidExists },
  WAWebLidMigrationUtils: { toPn, toLid },
  // Everything that the page keeps is loaded already.
  WAWebChatLoadMessages: { loadEarlierMsgs: async () => [] },
  WAWebChatStateBridge: {
    sendChatStateComposing: sendChatState('composing'),
    sendChatStateRecording: sendChatState('recording'),
    sendChatStatePaused: sendChatState('paused'),
  },
  WAWebPresenceChatAction: { sendPresenceAvailable() {}, sendPresenceUnavailable() {} },
  WAWebMsgActionCapability: {
    canSenderRevokeMsg: (message) =>
      message.id.fromMe && message.type !== 'revoked' && ageMs(message) < REVOKE_WITHIN_MS,
    canAdminRevokeMsg: () => false,
    canStarMsg: () => true,
    canEditText: (message) => canEdit(message) && message.type === 'chat',
    canEditCaption: (message) => canEdit(message) && Boolean(message.directPath),
  },
  WAWebSendMessageEditAction: { sendMessageEdit },
  WAWebSendReactionMsgAction: { sendReactionToMsg },
  WAWebApiMessageInfoStore: { queryMsgInfo: async () => ({ delivery: [], read: [], played: [] }) },
  WAWebPhoneUtils: { formattedPhoneNumber: (text) => `+${text.split('@')[0]}` },
  WAPhoneFindCC: { findCC: (digits) => digits.slice(0, 3) },
  WAWebContactProfilePicThumbBridge: { requestProfilePicFromServer: async () => null },
  WAWebContactStatusBridge: { getStatus: async () => ({ status: '' }), setMyStatus: async () => {} },
};
