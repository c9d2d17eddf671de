import { createWid } from './20-ids.js';
import { wipeAll, writeAll, writeLater } from './30-durable-store.js';
import {
  Cmd,
  Conn,
  Msg,
  Socket,
  chatRecord,
  ensureChat,
  isSameContact,
  learnContact,
  mergedContact,
  phoneWid,
  session,
} from './40-state.js';
import { modelByKeyId, modelOf, reactionStep, records, showMessage } from './45-message-records.js';
import { showReaction } from './46-reactions.js';
import { moveChatToLid } from './47-lid-chats.js';
import { faults, isHeld, transmit } from './50-network-link.js';
import { passkeyConfirmed } from './55-dialogs.js';
import { deleteStep, editStep, revokeStep, showFlags, showTyping, voteStep } from './57-acts.js';
import { settleSend, transmitRecord } from './65-send.js';

/**
 * Frames of the network, in order. Queued ones are worked off in batches: one disk transaction for all messages that
 * arrived meanwhile, then the collections change, then the network is told that it may forget them. Acks change the
 * collections at once and reach the disk later; until then the network keeps them and would say them again.
 */
const waiting = [];
let isWorking = false;

export const receive = (frames) => {
  waiting.push(...frames);
  if (!isWorking) work();
};
/** The message that a frame is about: it must be there before, so it cannot come in the same batch. */
const targetOf = ({ id, targetId, pollId }) => id ?? targetId ?? pollId;
const work = async () => {
  isWorking = true;
  while (waiting.length > 0 && !isHeld) {
    const batch = [];
    const arriving = new Set();
    while (waiting[0]?.t === 'queued' && !arriving.has(targetOf(waiting[0].frame))) {
      const [{ frame }] = waiting;
      if (frame.t === 'message') arriving.add(frame.message.id);
      batch.push(waiting.shift());
    }
    if (batch.length > 0) await storeAndShow(batch);
    else await onControlFrame(waiting.shift());
  }
  isWorking = false;
};

const onControlFrame = async (frame) => {
  switch (frame.t) {
    case 'ref':
      Conn.set({ ref: frame.ref });
      Socket.set({ state: 'UNPAIRED' });
      return;
    case 'idle':
      Socket.set({ state: 'UNPAIRED_IDLE' });
      return;
    case 'paired':
      await writeAll([['login', frame.me], ...frame.contacts.map((contact) => ['contacts', mergedContact(contact)])]);
      Socket.set({ state: 'PAIRING' });
      await passkeyConfirmed();
      goOnline(frame.me, frame.contacts, 'CONNECTED');
      for (const chat of frame.marks.archived) showFlags({ chat, flags: { isArchived: true } });
      for (const chat of frame.marks.blocked) showFlags({ chat, flags: { isBlocked: true } });
      return;
    case 'typing':
      showTyping(frame);
      return;
    case 'welcome':
      await writeAll([['login', frame.me], ...frame.contacts.map((contact) => ['contacts', mergedContact(contact)])]);
      goOnline(frame.me, frame.contacts, frame.isOpenElsewhere ? 'CONFLICT' : 'CONNECTED');
      return;
    case 'unlinked':
      await leave();
      return;
    case 'state':
      Socket.set({ state: frame.state });
      finishSync();
      return;
    case 'crash':
      exhaustMemory();
      return;
    case 'freeze':
      for (;;);
    case 'deaf':
      if (frame.how === 'detached') Msg.listeners.clear();
      else Msg.trigger = () => {};
      return;
  }
};

/** A renderer out of memory is what a real crash of the page looks like; nothing else can crash it from inside. */
const exhaustMemory = () => {
  const hoard = [];
  for (;;) hoard.push(new Array(1_000_000).fill(hoard.length + 0.5));
};

const goOnline = (identity, contacts, state) => {
  session.me = identity;
  contacts.forEach(learnContact);
  Conn.set({ pushname: session.me.name, wid: phoneWid(session.me), platform: session.me.platform });
  Socket.set({ state });
  for (const record of records.values()) if (record.fromMe && record.ack === 0) transmitRecord(record, true);
  finishSync();
};

/**
 * The real site syncs for seconds; the library misses change:hasSynced when it comes before its listener. `early`
 * provokes that on purpose.
 */
const LISTENER_WITHIN_MS = 30_000;
const finishSync = async () => {
  if (Socket.hasSynced || faults.sync === 'never' || Socket.state !== 'CONNECTED') return;
  const until = Date.now() + LISTENER_WITHIN_MS;
  while (faults.sync === 'normal' && !Socket.listeners.get('change:hasSynced')?.size && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const percent of [0, 50, 100]) {
    session.syncProgress = percent;
    Cmd.trigger('offline_progress_update_from_bridge');
  }
  Socket.set({ hasSynced: true });
};

/** The phone removed this device: everything goes, and the page starts anew as the real one does. */
const leave = async () => {
  await wipeAll();
  storedContacts.clear();
  session.me = null;
  Cmd.trigger('logout');
  // The library must have heard of the logout before the page goes away.
  await new Promise((resolve) => setTimeout(resolve, 50));
  location.assign('https://web.whatsapp.com/');
};

const storeAndShow = async (batch) => {
  const steps = batch.map(({ seq, frame }) => ({ seq, ...QUEUED[frame.t](frame) }));
  await writeAll(steps.flatMap(({ operations }) => operations ?? []));
  // Counters of chats and forgotten messages: losing these writes loses no fact.
  void writeLater(steps.flatMap(({ show }) => show?.() ?? []));
  const [unwritten, written] = [true, false].map((isLater) => steps.filter((step) => Boolean(step.later) === isLater));
  tellDone(written);
  if (unwritten.length === 0) return;
  void writeLater(unwritten.flatMap(({ later }) => later)).then(() => tellDone(unwritten));
};
const tellDone = (steps) => {
  if (steps.length > 0) transmit({ t: 'done', seqs: steps.map(({ seq }) => seq) });
};

/** A contact comes with each of its messages and is written when it is new or changed. */
const storedContacts = new Map();
const contactOperations = (news) => {
  const contact = mergedContact(news);
  if (isSameContact(storedContacts.get(contact.lid), contact)) return [];
  storedContacts.set(contact.lid, contact);
  return [['contacts', contact]];
};

/**
 * Per kind of queued frame: `operations` to write first, `show` (which may answer writes of no consequence), and
 * `later` writes that must be on disk before the network may forget the frame.
 */
const QUEUED = {
  message: ({ message }) => {
    const { contact, ...rest } = message;
    const record = { ...rest, mediaBase64: null };
    if (records.has(record.id)) return null;
    return {
      operations: [['messages', record], ...contactOperations(contact)],
      show: () => {
        // Twice in one batch.
        if (records.has(record.id)) return [];
        learnContact(contact);
        for (const person of record.notice?.participants ?? []) learnContact(person.contact);
        const moved = moveChatToLid(record);
        const forgotten = showMessage(record, modelOf(record, true));
        const chat = ensureChat(createWid(record.chat));
        if (!record.fromMe && !record.notice) chat.set({ unreadCount: chat.unreadCount + 1 });
        return [...moved, ...forgotten, ['chats', chatRecord(chat)]];
      },
    };
  },
  ack: ({ id, ack }) => {
    const record = records.get(id);
    if (!record?.fromMe) return null;
    const isRefusal = ack === -1 && record.ack === 0;
    if (ack > record.ack || isRefusal) Object.assign(record, { ack, mediaBase64: null });
    return {
      show: () => {
        modelByKeyId(id)?.updateAck(ack);
        settleSend(id, ack);
      },
      later: [['messages', record]],
    };
  },
  reaction: ({ targetId, contact, emoji, atMs }) => {
    const operations = reactionStep(targetId, { contact, emoji, atMs });
    return operations && { operations, show: () => showReaction(targetId, contact, emoji, atMs) };
  },
  contact: ({ contact }) => ({
    operations: contactOperations(contact),
    show: () => learnContact(contact),
  }),
  edited: ({ id, body }) => editStep(id, body),
  revoked: ({ id }) => revokeStep(id),
  deleted: ({ id }) => deleteStep(id),
  vote: (frame) => voteStep(frame),
  flags: (frame) => ({ show: () => showFlags(frame) }),
};
