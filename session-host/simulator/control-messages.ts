import {
  ackRequest,
  archiveRequest,
  blockRequest,
  editRequest,
  messageRequest,
  parseRequest,
  reactRequest,
  readRequest,
  typingRequest,
  voteRequest,
} from './control-requests.ts';
import { accountOf, destinationOf, messageOf } from './control-route.ts';
import type { Routes } from './control-route.ts';
import { contentOf } from './network/message-acts.ts';
import type { Network } from './network/network.ts';
import type { StoredMessage } from './network/network-store.ts';

/** A message as the control API shows it; phones are bare digits, groups their ids. */
const shown = (network: Network, message: StoredMessage) => ({
  id: message.id,
  from: message.fromPhone,
  to: message.toPhone,
  type: message.type,
  body: message.body,
  at: new Date(message.atMs).toISOString(),
  ack: message.ack,
  quoted: message.quotedId,
  media: message.mimetype && {
    mimetype: message.mimetype,
    filename: message.filename,
    sizeBytes: message.sizeBytes,
  },
  content: contentOf(message),
  ...(message.type === 'poll' ? { votes: network.store.marks.votes(message.id) } : {}),
  ...(message.isForwarded ? { forwarded: true } : {}),
  ...(message.isEdited ? { edited: true } : {}),
  ...(message.isRevoked ? { revoked: true } : {}),
});

/** What people write, do to messages and to chats. */
export const MESSAGE_ROUTES: Routes = {
  'GET /messages': (network, { query }) => {
    const account = accountOf(network, query.get('phone') ?? undefined);
    return { messages: network.store.deliveredTo(account.phone).map((message) => shown(network, message)) };
  },
  'GET /sent': (network, { query }) => {
    const account = accountOf(network, query.get('phone') ?? undefined);
    const counts = new Map(network.store.transmissionsOf(account.phone).map((row) => [row.id, row]));
    return {
      messages: network.store.sentFrom(account.phone).map((message) => ({
        ...shown(network, message),
        transmissions: counts.get(message.id)?.transmissions ?? 0,
        duplicatesIgnored: counts.get(message.id)?.duplicatesIgnored ?? 0,
      })),
    };
  },
  'POST /messages': (network, { body }) => {
    const { from, to, type, body: text, media, quoted, content, forwarded, at } = parseRequest(messageRequest, body);
    const [sender, receiver] = [accountOf(network, from), destinationOf(network, to)];
    const id = network.newPhoneId();
    const atMs = at === undefined ? Date.now() : Date.parse(at);
    network.delivery.accept(sender, null, receiver, {
      id,
      chat: to.includes('@') ? to : `${to}@c.us`,
      type: content ? ({ location: 'location', contacts: 'contact', poll: 'poll' } as const)[content.kind] : type,
      body: text,
      media: media
        ? {
            mimetype: media.mimetype,
            filename: media.filename ?? null,
            sizeBytes: Buffer.byteLength(media.base64, 'base64'),
          }
        : null,
      mediaBase64: media?.base64 ?? null,
      quotedId: quoted ?? null,
      atMs,
      content: content ?? null,
      isForwarded: forwarded,
    });
    return { id, at: new Date(atMs).toISOString() };
  },
  'POST /messages/:id/ack': (network, { body }, [id]) => {
    network.delivery.raiseAck(messageOf(network, id), parseRequest(ackRequest, body).ack);
    return { ack: messageOf(network, id).ack };
  },
  'POST /messages/:id/react': (network, { body }, [id]) => {
    const { from, emoji } = parseRequest(reactRequest, body);
    network.acts.react(accountOf(network, from), messageOf(network, id), emoji, null);
    return { reacted: true };
  },
  'POST /messages/:id/edit': (network, { body }, [id]) => {
    network.acts.edit(messageOf(network, id), parseRequest(editRequest, body).body, null);
    return { edited: true };
  },
  'POST /messages/:id/revoke': (network, _request, [id]) => {
    network.acts.revoke(messageOf(network, id), null);
    return { revoked: true };
  },
  'POST /messages/:id/vote': (network, { body }, [id]) => {
    const { phone, options } = parseRequest(voteRequest, body);
    return { selected: network.acts.vote(accountOf(network, phone), messageOf(network, id), options) };
  },
  /** The phone opened the chat with `from`. */
  'POST /accounts/:phone/read': (network, { body }, [phone]) => {
    const { from } = parseRequest(readRequest, body);
    network.delivery.markRead(accountOf(network, phone), destinationOf(network, from));
    return { read: true };
  },
  'POST /accounts/:phone/archive': (network, { body }, [phone]) => {
    const { peer, archived } = parseRequest(archiveRequest, body);
    const chat = network.chatIdOf(destinationOf(network, peer));
    network.acts.flag(accountOf(network, phone), chat, { isArchived: archived }, null);
    return { archived };
  },
  'POST /accounts/:phone/block': (network, { body }, [phone]) => {
    const { peer, blocked } = parseRequest(blockRequest, body);
    const chat = network.chatIdOf(destinationOf(network, peer));
    network.acts.flag(accountOf(network, phone), chat, { isBlocked: blocked }, null);
    return { blocked };
  },
  /** Phones and groups, as the account has them now. */
  'GET /accounts/:phone/marks': (network, _request, [phone]) => {
    const { marks } = network.store;
    const account = accountOf(network, phone);
    return { archived: marks.peers('archived', account.phone), blocked: marks.peers('blocked', account.phone) };
  },
  'POST /typing': (network, { body }) => {
    const { from, to, state } = parseRequest(typingRequest, body);
    network.type(accountOf(network, from), destinationOf(network, to), state);
    return { told: true };
  },
  /** Oldest first, of the last ones alone; nothing of it outlives the simulator. */
  'GET /typing': (network, { query }) => ({ typing: network.typings.to(query.get('to') ?? '') }),
};
