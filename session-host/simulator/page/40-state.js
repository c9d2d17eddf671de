import { Collection, Emitter, Model } from './10-models.js';
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

/** Address book by serialized id; a person is there under phone and under lid. */
export const people = new Map();
export const Contact = new Collection({
  create: (id) => new Model({ id: createWid(id), type: 'in', isContactBlocked: false }),
});
export const isSameContact = (a, b) => a?.lid === b.lid && a.phone === b.phone && a.name === b.name;
export const learnContact = (contact) => {
  if (isSameContact(people.get(`${contact.lid}@lid`), contact)) return;
  for (const wid of [phoneWid(contact), lidWid(contact)]) {
    people.set(wid._serialized, contact);
    const known = Contact.get(wid);
    const named = { name: contact.name ?? undefined, pushname: contact.name ?? undefined, shortName: contact.name };
    if (known) known.set(named);
    else
      Contact.add(
        new Model({ id: wid, type: 'in', isContactBlocked: false, phoneNumber: phoneWid(contact), ...named }),
      );
  }
};

export class Message extends Model {
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

const newChat = (wid) =>
  new Model({
    id: wid,
    formattedTitle: people.get(wid._serialized)?.name ?? (wid.isLid() ? wid.user : `+${wid.user}`),
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
export const chatRecord = (chat) => ({ id: chat.id._serialized, unreadCount: chat.unreadCount, t: chat.t });
