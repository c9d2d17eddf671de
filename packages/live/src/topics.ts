import { utf8Length } from './frame-reader.ts';

/** H-5: topics of one connection, and so of one frame. */
export const MAX_TOPICS = 50;
/** H-9: a frame above this is refused. */
export const MAX_FRAME_BYTES = 10 * 1024;
/** Of a frame: everything besides the topics. */
const ENVELOPE_BYTES = 256;
const PLURAL = /^(session|message|campaign|smartbot|notification|webhook|monitor|chat)s(?=:|$)/;

/** `messages` → `message`, `campaigns:cmp_1` → `campaign:cmp_1`: the names by which the server answers (H-5). */
export const foldTopic = (topic: string): string => topic.replace(PLURAL, '$1');

/** The first of them that fit one frame; at least one. */
export const firstThatFit = (topics: readonly string[]): string[] => {
  let bytes = ENVELOPE_BYTES;
  const end = topics.findIndex((topic, index) => {
    bytes += utf8Length(JSON.stringify(topic)) + 1;
    return index > 0 && (index === MAX_TOPICS || bytes > MAX_FRAME_BYTES);
  });
  return topics.slice(0, end < 0 ? topics.length : end);
};
