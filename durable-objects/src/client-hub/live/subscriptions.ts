import { MAX_TOPICS, type ClientFrame } from '@waqtor/contracts';
import { foldTopic, mayShareEvents } from '@waqtor/core/hub/topic';
import { mayFollowTopic } from '@waqtor/core/hub/topic-access';
import type { Attachment } from './attachment.ts';
import type { Connection } from './connection.ts';
import type { LiveSide } from './live-side.ts';
import { sendGap } from './replay.ts';

type Covered = NonNullable<Attachment['covered']>;
type FrameOf<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>;

/** Characters of both topic sets that fit the attachment (16 KB) when every one of them takes two bytes. */
const MAX_ATTACHED_TOPIC_CHARS = 7000;

/** The full set (H-4). */
export const sendSubscribed = (connection: Connection): void =>
  connection.send(JSON.stringify({ type: 'subscribed', topics: connection.attachment.topics }));

export const subscribe = (side: LiveSide, connection: Connection, frame: FrameOf<'subscribe'>): void => {
  const asked = frame.topics.map(foldTopic);
  const refused = asked.flatMap((topic, index) =>
    mayFollowTopic(connection.attachment.principal, topic)
      ? []
      : [{ path: `topics.${index}`, message: 'is not allowed' }],
  );
  if (refused.length > 0) return connection.sendError('topic_not_allowed', refused);
  const before = connection.attachment.topics;
  const all = new Set([...before, ...asked]);
  if (all.size > MAX_TOPICS) {
    return connection.sendError('frame_invalid', [{ path: 'topics', message: `are more than ${MAX_TOPICS} in all` }]);
  }
  if (frame.since === undefined) {
    side.broadcaster.settle(connection);
    connection.setTopics([...all]);
    return sendSubscribed(connection);
  }
  side.broadcaster.flush();
  const { scannedSeq } = connection;
  // What was sent of the topics held before; an unfinished replay before this one says it of those before it.
  const held = connection.attachment.covered ?? { topics: before, upTo: connection.attachment.sentSeq };
  connection.setTopics([...all]);
  sendSubscribed(connection);
  // Not beyond what was compared: the topics held before would miss what lies between.
  const isAhead = before.length > 0 && frame.since <= side.knownSeq && frame.since > scannedSeq;
  moveTo(side, connection, isAhead ? scannedSeq : frame.since, frame.logId);
  if (connection.attachment.sentSeq < held.upTo) connection.attachment.covered = coveredBy(held, asked, [...all]);
  side.broadcaster.replay(connection);
};

/**
 * Topics held before are not sent twice, besides those that are asked for again: they may have been held from later on
 * than the position that is named now. Null when it would not fit: repeating events to a client that reaches back is
 * better than dropping its topics.
 */
const coveredBy = ({ topics, upTo }: Covered, asked: string[], all: string[]): Covered | null => {
  const kept = topics.filter((topic) => !asked.some((again) => mayShareEvents(topic, again)));
  const fits = kept.join().length + all.join().length <= MAX_ATTACHED_TOPIC_CHARS;
  return kept.length > 0 && fits ? { topics: kept, upTo } : null;
};

export const unsubscribe = (connection: Connection, frame: FrameOf<'unsubscribe'>): void => {
  const gone = new Set(frame.topics.map(foldTopic));
  connection.setTopics(connection.attachment.topics.filter((topic) => !gone.has(topic)));
  sendSubscribed(connection);
};

/** The client says where it stands: all its topics are sent again from there. */
export const resume = (side: LiveSide, connection: Connection, frame: FrameOf<'resume'>): void => {
  side.broadcaster.flush();
  moveTo(side, connection, frame.since, frame.logId);
  side.broadcaster.replay(connection);
};

/** Sets the position; what cannot be given from there is told as a gap. Another log is a gap over all of this one. */
const moveTo = (side: LiveSide, connection: Connection, since: number, logId: string | undefined): void => {
  connection.attachment.covered = null;
  const isOurs = logId === undefined || logId === side.log.logId;
  const { knownSeq } = side;
  // A position beyond the end is of a log that we do not have: all of it is unknown to the client.
  const gap = !isOurs || since > knownSeq ? { from: 0, to: side.log.lastSeq } : side.log.gapAfter(since);
  connection.moved(gap === null ? since : gap.to);
  if (gap !== null) sendGap(connection, gap);
};
