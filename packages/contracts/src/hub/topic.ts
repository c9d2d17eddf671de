import * as z from 'zod';

/** H-5: the first part of an event type; plurals are accepted and folded. */
export const TOPIC_FAMILIES = [
  'session',
  'message',
  'campaign',
  'smartbot',
  'notification',
  'webhook',
  'monitor',
] as const;
export type TopicFamily = (typeof TOPIC_FAMILIES)[number];

export const MAX_TOPICS = 50;
export const MAX_TOPIC_CHARS = 128;

/** `session`, `messages`, `all`, `inbox`, `session:ses_…`, `chat:<chat id>`, `campaigns:cmp_…`. */
export const topicSchema = z
  .string()
  .max(MAX_TOPIC_CHARS)
  .regex(
    /^(all|inbox|(session|message|campaign|smartbot|notification|webhook|monitor)s?|(campaign|session|chat)s?:[^\s]{1,100})$/,
    'is not a topic',
  );
