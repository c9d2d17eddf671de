import * as z from 'zod';
import { eventSchema } from '../events/event.ts';
import { idSchema, timestampSchema } from '../ids.ts';
import { sessionStateSchema } from '../session.ts';
import { MAX_TOPICS, topicSchema } from './topic.ts';

export const HUB_SUBPROTOCOL = 'waqtor.v1';
const seq = z.int().min(0);

/** `since` with `logId` makes it atomic: what was missed is replayed before anything live (H-4). */
export const subscribeFrame = z.object({
  type: z.literal('subscribe'),
  topics: z.array(topicSchema).min(1).max(MAX_TOPICS),
  since: seq.optional(),
  logId: idSchema('log').optional(),
});
export const unsubscribeFrame = z.object({
  type: z.literal('unsubscribe'),
  topics: z.array(topicSchema).min(1).max(MAX_TOPICS),
});
export const pingFrame = z.object({ type: z.literal('ping') });
export const getStateFrame = z.object({ type: z.literal('get_state') });
export const resumeFrame = z.object({ type: z.literal('resume'), logId: idSchema('log'), since: seq });
export const ackFrame = z.object({ type: z.literal('ack'), seq });

export const clientFrameSchema = z.discriminatedUnion('type', [
  subscribeFrame,
  unsubscribeFrame,
  pingFrame,
  getStateFrame,
  resumeFrame,
  ackFrame,
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

export const welcomeFrame = z.object({
  type: z.literal('welcome'),
  connectionId: idSchema('cnx'),
  serverTime: timestampSchema,
  logId: idSchema('log'),
  seq,
});
export const stateFrame = z.object({
  type: z.literal('state'),
  sessions: z.array(sessionStateSchema),
  unreadNotifications: z.int().min(0),
  seq,
});
export const subscribedFrame = z.object({ type: z.literal('subscribed'), topics: z.array(z.string()) });
export const pongFrame = z.object({ type: z.literal('pong') });
/**
 * Log positions `(prev, upTo]` are covered by this frame: an event of the client's topics in that range is in `events`.
 * Ephemeral events ride along without a seq. A client whose own position is not `prev` has missed a frame and resumes.
 */
export const eventsFrameOut = z.object({
  type: z.literal('events'),
  events: z.array(eventSchema),
  prev: seq,
  upTo: seq,
});
export const gapFrame = z.object({ type: z.literal('gap'), from: seq, to: seq });
export const hubErrorFrame = z.object({
  type: z.literal('error'),
  code: z.string(),
  message: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export const rateLimitWarningFrame = z.object({ type: z.literal('rate_limit_warning'), retryAfterMs: z.int() });
export const goingAwayFrame = z.object({ type: z.literal('going_away') });

export const serverFrameSchema = z.discriminatedUnion('type', [
  welcomeFrame,
  stateFrame,
  subscribedFrame,
  pongFrame,
  eventsFrameOut,
  gapFrame,
  hubErrorFrame,
  rateLimitWarningFrame,
  goingAwayFrame,
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;
