import { Collection, Emitter, Model, serializedOf } from './10-models.js';
import { MsgKey, createWid } from './20-ids.js';
import { Chat, Contact, Msg, ensureChat, learnContact, lidWid, people, phoneWid, session } from './40-state.js';
import { ask, faults, transmit } from './50-network-link.js';
import { reactionTableMode } from './60-receive.js';
import { addAndSendMsgToChat, sendSeen } from './65-send.js';

/** How messages, chats and contacts are read, sent and changed. */
const findLinks = (text) =>
  [...String(text ?? '').matchAll(/https?:\/\/\S+/g)].map(([href]) => ({
    href,
    url: href,
    suspiciousCharacters: new Set(),
  }));
const fieldOf = (name) => (model) => model[name];
const personOf = (wid) => people.get(serializedOf(wid));

const findOrCreateLatestChat = async (wid) => {
  const person = personOf(wid);
  // After the move to lids a chat asked for by phone is the chat of the lid.
  return { chat: ensureChat(faults.lid && person ? lidWid(person) : wid), created: true };
};
const queryWidExists = async (wid) => {
  const contact = await ask({ kind: 'exists', chat: wid._serialized });
  if (!contact) return null;
  learnContact(contact);
  return { wid: phoneWid(contact), lid: lidWid(contact) };
};
const sendReactionToMsg = async (message, emoji) => {
  transmit({ t: 'react', targetId: message.id.id, emoji });
  message.hasReaction = Boolean(emoji);
};
const sendMessageEdit = async (message, body) => {
  transmit({ t: 'edit', id: message.id.id, body });
  message.set({ body, latestEditSenderTimestampMs: Date.now() });
};

export const chatModules = {
  WAWebCollections: {
    Msg,
    Chat,
    Contact,
    Blocklist: new Collection(),
    Label: new Collection(),
    BusinessProfile: new Collection({ create: (id) => new Model({ id: createWid(id) }) }),
    GroupMetadata: Object.assign(new Collection(), { update: async () => {} }),
    Reactions: new Collection(),
    WAWebNewsletterCollection: new Collection(),
  },
  WAWebBackendJobsCommon: { mediaTypeFromProtobuf: () => null },
  WAWebE2EProtoUtils: { typeAttributeFromProtobuf: () => 'text' },
  WAWebSyncGatingUtils: { isPlaceholderMessageResendEnabled: () => false },
  WAWebNonMessageDataRequestPlaceholderMessageResendUtils: { handlePlaceholderMsgsSeen() {} },
  // The library patches `set` of the map that it finds in here.
  WAWebCallCollection: Object.assign(new Emitter(), { calls: new Map() }),
  WAWebAddonReactionTableMode: { reactionTableMode },
  WAWebAddonPollVoteTableMode: { pollVoteTableMode: { bulkUpsert: async () => {} } },
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
    getAlternateUserWid: (wid) => personOf(wid) && (wid.isLid() ? phoneWid(personOf(wid)) : lidWid(personOf(wid))),
    getPhoneNumber: (wid) => (personOf(wid) ? phoneWid(personOf(wid)) : wid),
    getCurrentLid: (wid) => personOf(wid) && lidWid(personOf(wid)),
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
  WAWebLidMigrationUtils: {
    toPn: (wid) => personOf(wid) && phoneWid(personOf(wid)),
    toLid: (wid) => personOf(wid) && lidWid(personOf(wid)),
  },
  // Everything that the page keeps is loaded already.
  WAWebChatLoadMessages: { loadEarlierMsgs: async () => [] },
  WAWebChatStateBridge: {
    sendChatStateComposing: async () => {},
    sendChatStateRecording: async () => {},
    sendChatStatePaused: async () => {},
  },
  WAWebPresenceChatAction: { sendPresenceAvailable() {}, sendPresenceUnavailable() {} },
  WAWebMsgActionCapability: {
    canSenderRevokeMsg: (message) => message.id.fromMe,
    canAdminRevokeMsg: () => false,
    canStarMsg: () => true,
    canEditText: (message) => message.id.fromMe,
    canEditCaption: (message) => message.id.fromMe,
  },
  WAWebSendMessageEditAction: { sendMessageEdit },
  WAWebSendReactionMsgAction: { sendReactionToMsg },
  WAWebApiMessageInfoStore: { queryMsgInfo: async () => ({ delivery: [], read: [], played: [] }) },
  WAWebPhoneUtils: { formattedPhoneNumber: (text) => `+${text.split('@')[0]}` },
  WAPhoneFindCC: { findCC: (digits) => digits.slice(0, 3) },
  WAWebContactProfilePicThumbBridge: { requestProfilePicFromServer: async () => null },
  WAWebContactStatusBridge: { getStatus: async () => ({ status: '' }), setMyStatus: async () => {} },
};
