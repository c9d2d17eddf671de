import { mediaIdOf, messageIdOf } from '@waqtor/core/deterministic-id';
import { emit } from '../event.ts';
import { readMedia, shownMedia, writeMedia } from '../record/media-record.ts';
import { readMessage } from '../record/message-record.ts';
import type { Translator } from './translate.ts';

/** M-2: the bytes of an inbound medium are there, or were given up. What is there is not lost again. */
export const translateMedia: Translator<'media'> = (room, turn, fact, origin) => {
  const known = readMedia(room, mediaIdOf(room.sessionId, fact.keyId));
  if (!known || known.state === fact.state || known.state === 'ready') return;
  const failure = fact.state === 'failed' ? (fact.code ?? 'media_missing') : null;
  const media = { ...known, state: fact.state, failure, sizeBytes: fact.sizeBytes ?? known.sizeBytes };
  writeMedia(room, media);
  const message = readMessage(room, messageIdOf(room.sessionId, fact.keyId));
  if (!message) return;
  turn.chats.add(message.chat_id);
  emit(
    room,
    turn,
    'message.media',
    { messageId: message.id, chatId: message.chat_id, media: shownMedia(media) },
    { subject: message.id, discriminator: fact.state },
    origin.at,
  );
};
