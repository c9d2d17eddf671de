import { contactOf } from './delivery.ts';
import type { DeviceLink } from './device-link.ts';
import type { Network } from './network.ts';
import type { Account } from './network-store.ts';
import type { Answers, DeviceFrame, Question } from './protocol.ts';

const hello = (network: Network, link: DeviceLink, frame: Extract<DeviceFrame, { t: 'hello' }>): void => {
  link.deviceId = frame.deviceId;
  const device = frame.identity ? network.store.device(frame.identity.token) : null;
  const account = device ? network.store.account(device.phone) : null;
  if (device && account) {
    link.send({
      t: 'welcome',
      me: network.identityOf(account, device.token),
      contacts: network.contacts(),
      isOpenElsewhere: network.isOpenElsewhere(device.token),
    });
    link.goOnline(account.phone, device.token);
    return;
  }
  if (frame.identity) {
    link.send({ t: 'unlinked' });
    return;
  }
  network.desk.open(
    {
      deviceId: frame.deviceId,
      sendRef: (ref, rotationMs) => link.send({ t: 'ref', ref, rotationMs }),
      sendIdle: () => link.send({ t: 'idle' }),
    },
    network.faults.idle_ref,
  );
};

const answerQuestion = (network: Network, link: DeviceLink, question: Question): Answers[Question['kind']] => {
  const me = link.phone === null ? null : network.store.account(link.phone);
  switch (question.kind) {
    case 'pairing_code':
      return network.desk.newCode(link.deviceId, question.phone);
    case 'exists': {
      const account = network.accountOf(question.chat);
      if (!account) return null;
      // Who asks by the number knows it.
      return question.chat.endsWith('@c.us') ? { ...contactOf(account), phone: account.phone } : contactOf(account);
    }
    case 'media': {
      const message = network.store.message(question.id);
      const bytes = network.store.messageBytes(question.id);
      if (!message?.mimetype || !bytes) return null;
      return { base64: Buffer.from(bytes).toString('base64'), mimetype: message.mimetype };
    }
    case 'change': {
      const message = network.store.message(question.id);
      return me !== null && message !== null && network.acts.change(me, message, question.change, link.token);
    }
    case 'flag':
      return me !== null && network.acts.flag(me, question.chat, question.flags, link.token);
    case 'group':
      return me && network.groups.seenBy(me, question.chat);
  }
};

/** What a linked device says about messages; `me` is the account it is linked to. */
const linkedFrame = (network: Network, link: DeviceLink, me: Account, frame: DeviceFrame): void => {
  const { store, delivery } = network;
  switch (frame.t) {
    case 'send':
      delivery.accept(me, link.token, network.destinationOf(frame.message.chat), frame.message);
      return;
    case 'read': {
      const from = network.destinationOf(frame.chat);
      if (from) delivery.markRead(me, from);
      return;
    }
    case 'react': {
      const message = store.message(frame.targetId);
      if (message) network.acts.react(me, message, frame.emoji, link.token);
      return;
    }
    case 'typing': {
      const to = network.destinationOf(frame.chat);
      if (to) network.type(me, to, frame.state);
      return;
    }
    case 'logout':
      if (link.token) store.removeDevice(link.token);
      link.goOffline();
      return;
    case 'takeover':
      network.takeOver(link);
      return;
  }
};

/** One frame of a device. Frames that make no sense in its state are ignored, as the real network does. */
export const answerFrame = (network: Network, link: DeviceLink, frame: DeviceFrame): void => {
  switch (frame.t) {
    case 'hello':
      hello(network, link, frame);
      return;
    case 'refresh':
      network.desk.refresh(link.deviceId, network.faults.idle_ref);
      return;
    case 'done':
      if (link.token) network.store.dequeue(link.token, frame.seqs);
      return;
    case 'held':
      network.holdReached(frame.step);
      return;
    case 'news_read':
      network.newsRead += 1;
      return;
    case 'missing':
      network.store.addMissing(frame.name);
      return;
    case 'faults_applied':
      link.faultsApplied = frame.n;
      return;
    case 'ask':
      link.send({ t: 'answer', n: frame.n, value: answerQuestion(network, link, frame.question) });
      return;
    default: {
      const me = link.phone === null ? null : network.store.account(link.phone);
      if (me) linkedFrame(network, link, me, frame);
    }
  }
};
