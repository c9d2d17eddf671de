import type { MissedChange } from '../engine.ts';
import { messageStatesFacts, type StateSeen } from '../message-states.ts';
import { MAX_NOTICES, MAX_STATES, STATES_WINDOW_MS } from '../missed-limits.ts';
import type { KeptMessage, MemoryStore } from './memory-store.ts';
import { groupChangeOf, peerOf } from './wire-facts.ts';

const stateOf = ({ id, chat, body, isRevoked, editedAtMs, reactions = {} }: KeptMessage): StateSeen => {
  if (isRevoked) return { keyId: id, chatId: chat, isRevoked };
  return {
    keyId: id,
    chatId: chat,
    ...(editedAtMs === undefined ? {} : { edit: { body, at: new Date(editedAtMs).toISOString() } }),
    reactions: Object.values(reactions).map(({ contact, emoji, atMs }) => ({
      emoji,
      peer: peerOf(contact),
      at: new Date(atMs).toISOString(),
    })),
  };
};

/** S-8: as the page of the other engine tells it. */
export const changesSince = (store: MemoryStore, sinceMs: number): MissedChange[] => {
  const asOfMs = Date.now();
  const notices = store.since(sinceMs).filter(({ notice }) => notice);
  const changes = notices.slice(-MAX_NOTICES).flatMap((message) => {
    const change = message.notice ? groupChangeOf(message, message.notice) : null;
    return change ? [{ ...change, backfilled: true }] : [];
  });
  const messages = store.newest(asOfMs - STATES_WINDOW_MS, MAX_STATES).filter(({ notice }) => !notice);
  return [...changes, ...messageStatesFacts(messages.map(stateOf), asOfMs)];
};
