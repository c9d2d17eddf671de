import { pageError } from './05-shape.js';
import { Collection, Emitter, Model, serializedOf } from './10-models.js';
import { createWid } from './20-ids.js';

/** Messages that the page keeps, in memory and on disk; the oldest go first. */
export const MAX_MESSAGES = 2000;

/** The account this page is linked to: `{phone, lid, name, platform, token}`, or null. */
export const session = { me: null, syncProgress: 0 };

export const Socket = new Model({ state: 'UNLAUNCHED', hasSynced: false, stream: 'DISCONNECTED' });
export const Conn = new Model({ ref: null, pushname: undefined, platform: undefined, wid: undefined });
export const Cmd = new Emitter();

export const phoneWid = (contact) => createWid(`${contact.phone}@c.us`);
export const lidWid = (contact) => createWid(`${contact.lid}@lid`);

/** Address book by serialized id; a person is there under lid, and under the phone when it is known. */
export const people = new Map();
export const Contact = new Collection({
  create: (id) => new Model({ id: createWid(id), type: 'in', isContactBlocked: false }),
});
export const isSameContact = (a, b) => a?.lid === b.lid && a.phone === b.phone && a.name === b.name;
/** What is known of a person with this news: a number once known stays known when a later message hides it. */
export const mergedContact = (contact) => ({
  ...contact,
  phone: contact.phone ?? people.get(`${contact.lid}@lid`)?.phone ?? null,
  isBlocked: people.get(`${contact.lid}@lid`)?.isBlocked ?? contact.isBlocked ?? false,
});
export const learnContact = (news) => {
  const contact = mergedContact(news);
  if (isSameContact(people.get(`${contact.lid}@lid`), contact)) return;
  const phone = contact.phone ? phoneWid(contact) : undefined;
  for (const wid of phone ? [phone, lidWid(contact)] : [lidWid(contact)]) {
    people.set(serializedOf(wid), contact);
    const known = Contact.get(wid);
    const named = { name: contact.name ?? undefined, pushname: contact.name ?? undefined, shortName: contact.name };
    if (!known) Contact.add(new Model({ id: wid, type: 'in', isContactBlocked: false, phoneNumber: phone, ...named }));
    else known.set(known.phoneNumber ? named : { ...named, phoneNumber: phone });
  }
};
/** The other id of a person; undefined when it is not known. */
export const toPn = (wid) => {
  const person = people.get(serializedOf(wid));
  return person?.phone ? phoneWid(person) : undefined;
};
export const toLid = (wid) => {
  const person = people.get(serializedOf(wid));
  return person && lidWid(person);
};

/** Newer builds read the id of a message from the model's field: other data that was spread into it may replace it. */
export const assertHasId = (data) => {
  if (Object.hasOwn(data, '__x_id') && !data.__x_id) {
    throw pageError('Error', 'Data passed to getter must include an id property');
  }
};

export class Message extends Model {
  constructor({ __x_id: _ignored, ...attributes }) {
    super(attributes);
  }
  get isNotification() {
    return this.type === 'gp2' || this.type === 'e2e_notification';
  }
  /** Acks only rise; -1 (refused) is possible only before the network took the message. */
  updateAck(ack) {
    if (ack > this.ack || (ack === -1 && this.ack === 0)) this.set({ ack });
  }
  unsafe() {
    return this;
  }
  canReply() {
    return true;
  }
  msgContextInfo() {
    return {
      quotedMsg: { type: this.type, body: this.body },
      quotedStanzaID: this.id.id,
      quotedParticipant: this.from,
    };
  }
  async downloadMedia() {
    this.mediaData = { mediaStage: 'RESOLVED' };
  }
  avParams() {
    return {};
  }
}

export const Msg = new Collection({
  modelClass: Message,
  getMessagesById: async (ids) => ({ messages: ids.map((id) => Msg.get(id)).filter(Boolean) }),
});

/** People whom this account has blocked. */
export const Blocklist = new Collection();
/** Who writes or records now, of chats that somebody subscribed to. */
export const Presence = new Collection({
  create: (id) => {
    const chatstates = new Collection({ isShownWhole: true });
    const presence = new Model({ id: createWid(id), chatstate: new Model({ type: 'available' }), chatstates });
    return Object.assign(presence, {
      isSubscribed: false,
      subscribe: async () => presence.set({ isSubscribed: true }),
    });
  },
});

const newGroupMetadata = (wid) =>
  GroupMetadata.add(
    new Model({
      id: wid,
      subject: '',
      desc: undefined,
      announce: false,
      isLidAddressingMode: false,
      participants: new Collection({ isShownWhole: true }),
    }),
  );
export const GroupMetadata = new Collection();

const newChat = (wid) =>
  new Model({
    id: wid,
    ...(wid.isGroup() ? { groupMetadata: newGroupMetadata(wid) } : {}),
    formattedTitle:
      people.get(serializedOf(wid))?.name ?? (wid.isGroup() ? '' : wid.isLid() ? wid.user : `+${wid.user}`),
    t: 0,
    unreadCount: 0,
    archive: false,
    pin: 0,
    isLocked: false,
    isReadOnly: false,
    mute: { expiration: 0 },
    muteExpiration: 0,
    labels: [],
    lastReceivedKey: undefined,
    msgs: new Collection(),
  });
export const Chat = new Collection({ create: (id) => newChat(createWid(id)) });
export const ensureChat = (wid) => Chat.get(wid) ?? Chat.add(newChat(wid));

/** A chat as it is kept on disk. */
export const chatRecord = (chat) => ({
  id: serializedOf(chat.id),
  unreadCount: chat.unreadCount,
  t: chat.t,
  archive: chat.archive,
  title: chat.formattedTitle,
});
