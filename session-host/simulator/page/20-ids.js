import { SERIALIZED, pageError } from './05-shape.js';
import { serializedOf } from './10-models.js';

/** A WhatsApp id: `<user>@<server>`. exposeFunction turns arguments to JSON, and the library wants a string there. */
class Wid {
  constructor(user, server) {
    this.server = server;
    this.user = user;
    this[SERIALIZED] = `${user}@${server}`;
  }
  isLid() {
    return this.server === 'lid';
  }
  isGroup() {
    return this.server === 'g.us';
  }
  isUser() {
    return this.server === 'c.us' || this.server === 'lid';
  }
  isStatus() {
    return serializedOf(this) === 'status@broadcast';
  }
  isBroadcast() {
    return this.server === 'broadcast';
  }
  isNewsletter() {
    return this.server === 'newsletter';
  }
  toString() {
    return serializedOf(this);
  }
  toJSON() {
    return serializedOf(this);
  }
  toJid() {
    return serializedOf(this).replace('@c.us', '@s.whatsapp.net');
  }
  equals(other) {
    return serializedOf(other) === serializedOf(this);
  }
}

export const createWid = (idLike) => {
  if (idLike instanceof Wid) return idLike;
  const [, user, server] = /^([^@]+)@([\w.]+)$/.exec(serializedOf(idLike) ?? '') ?? [];
  if (!user) throw pageError('InvalidWid', 'wid error: invalid wid');
  return new Wid(user.split(':')[0], server === 's.whatsapp.net' ? 'c.us' : server);
};

export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A function, not a class: the library calls it with `new` and reads its own (not inherited) fields. */
export function MsgKey({ from, to, id, participant, selfDir, fromMe, remote }) {
  this.fromMe = fromMe ?? selfDir === 'out';
  this.remote = remote ?? (this.fromMe ? to : from);
  this.id = id;
  if (participant) this.participant = participant;
  const tail = participant ? `_${participant}` : '';
  this[SERIALIZED] = `${this.fromMe}_${this.remote}_${id}${tail}`;
}
MsgKey.prototype.toString = function toString() {
  return serializedOf(this);
};
MsgKey.newId = async () => `3EB0${hex(crypto.getRandomValues(new Uint8Array(9))).toUpperCase()}`;
MsgKey.fromString = (text) => {
  const [fromMe, remote, id, participant] = text.split('_');
  return new MsgKey({
    fromMe: fromMe === 'true',
    remote: createWid(remote),
    id,
    participant: participant && createWid(participant),
  });
};
