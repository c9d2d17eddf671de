/** Messages that the page keeps, in memory and on disk; the oldest go first. */
const MAX_MESSAGES = 2000;

/** The account this page is linked to: `{phone, lid, name, platform, token}`, or null. */
let me = null;
let syncProgress = 0;

const Socket = new Model({ state: 'UNLAUNCHED', hasSynced: false, stream: 'DISCONNECTED' });
const Conn = new Model({ ref: null, pushname: undefined, platform: undefined, wid: undefined });
const Cmd = new Emitter();

const phoneWid = (contact) => createWid(`${contact.phone}@c.us`);
const lidWid = (contact) => createWid(`${contact.lid}@lid`);

/** Address book by serialized id; a person is there under phone and under lid. */
const people = new Map();
const Contact = new Collection({
  create: (id) => new Model({ id: createWid(id), type: 'in', isContactBlocked: false }),
});
const learnContact = (contact) => {
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

class Message extends Model {
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

const Msg = new Collection({
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
const Chat = new Collection({ create: (id) => newChat(createWid(id)) });
const ensureChat = (wid) => Chat.get(wid) ?? Chat.add(newChat(wid));

/** A chat as it is kept on disk. */
const chatRecord = (chat) => ({ id: chat.id._serialized, unreadCount: chat.unreadCount, t: chat.t });
