import { TOPIC_FAMILIES, type WaqtorEvent } from '@waqtor/contracts';

/** Repeats what other events say, or is told for somebody who looks on: `all` does not take it. */
const BY_NAME_ONLY = new Set(['inbox', 'monitor.stats']);

/** Heads of topics that may be written in the plural (H-5). */
const FOLDED = new Set<string>([...TOPIC_FAMILIES, 'chat']);

/** `messages` → `message`, `campaigns:cmp_1` → `campaign:cmp_1`; everything else unchanged. */
export const foldTopic = (topic: string): string => {
  const colon = topic.indexOf(':');
  const head = colon < 0 ? topic : topic.slice(0, colon);
  const tail = colon < 0 ? '' : topic.slice(colon);
  const singular = head.endsWith('s') ? head.slice(0, -1) : head;
  return FOLDED.has(singular) ? singular + tail : topic;
};

/** `message` of `chat:966500000000@c.us`, `session` of `session`. */
const familyOfTopic = (topic: string): string => {
  const head = topic.split(':', 1)[0] as string;
  return head === 'chat' ? 'message' : head;
};

/** May two folded topics take the same event? */
export const mayShareEvents = (a: string, b: string): boolean => {
  if (a === b || a === 'all' || b === 'all') return true;
  const family = familyOfTopic(a);
  return family === familyOfTopic(b) && (a === family || b === family);
};

/** First part of an event type: `message` of `message.received`. */
export const familyOf = (type: string): string => type.slice(0, type.indexOf('.'));

/**
 * The topics that an event answers to, the family first: `['message', 'chat:966500000000@c.us']`.
 * A narrowed topic stays inside its family: `session:<id>` is the `session.*` events of one session,
 * `campaign:<id>` the `campaign.*` events of one campaign, `chat:<id>` the `message.*` events of one chat.
 * Values with white space cannot be subscribed to and are left out. `monitor.stats` is marked for `matchesTopics` by a
 * second key that is no topic.
 */
export const topicKeysOf = (event: Pick<WaqtorEvent, 'type' | 'sessionId' | 'data'>): string[] => {
  const family = familyOf(event.type);
  const narrowed =
    family === 'session'
      ? event.sessionId && `session:${event.sessionId}`
      : family === 'message'
        ? typeof event.data.chatId === 'string' && `chat:${event.data.chatId}`
        : family === 'campaign'
          ? typeof event.data.campaignId === 'string' && `campaign:${event.data.campaignId}`
          : event.type === 'monitor.stats' && event.type;
  return narrowed && !/\s/.test(narrowed) ? [family, narrowed] : [family];
};

/** Does a set of folded topics take an event with these keys? `mayFollow` bounds what `all` means for this reader. */
export const matchesTopics = (
  topics: ReadonlySet<string>,
  keys: readonly string[],
  mayFollow: (family: string) => boolean,
): boolean => {
  for (const key of keys) if (topics.has(key)) return true;
  return topics.has('all') && !keys.some((key) => BY_NAME_ONLY.has(key)) && mayFollow(keys[0] as string);
};
