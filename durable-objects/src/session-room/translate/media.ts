import { mediaIdOf, messageIdOf } from '@waqtor/core/deterministic-id';
import { readMedia, writeMedia } from '../record/media-record.ts';
import { readMessage } from '../record/message-record.ts';
import type { Translator } from './translate.ts';

/** M-2: the bytes of an inbound medium are there, or were given up. */
export const translateMedia: Translator<'media'> = (room, turn, fact) => {
  const media = readMedia(room, mediaIdOf(room.sessionId, fact.keyId));
  if (!media || media.state === fact.state) return;
  writeMedia(room, { ...media, state: fact.state, sizeBytes: fact.sizeBytes ?? media.sizeBytes });
  const message = readMessage(room, messageIdOf(room.sessionId, fact.keyId));
  if (message) turn.chats.add(message.chat_id);
};
