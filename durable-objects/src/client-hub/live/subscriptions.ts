import { MAX_TOPICS, type ClientFrame } from '@waqtor/contracts';
import { foldTopic } from '@waqtor/core/hub/topic';
import { mayFollowTopic } from '@waqtor/core/hub/topic-access';
import type { Connection } from './connection.ts';
import type { LiveSide } from './live-side.ts';
import { sendGap } from './replay.ts';

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
  const { sentSeq, covered } = connection.attachment;
  connection.setTopics([...all]);
  sendSubscribed(connection);
  moveTo(side, connection, frame.since, frame.logId);
  const reachesBack = before.length > 0 && connection.attachment.sentSeq < sentSeq;
  // Topics held before are not sent twice; those of an unfinished replay before this one stay as they were.
  if (reachesBack) connection.attachment.covered = covered ?? coveredBy(before, [...all], sentSeq);
  side.broadcaster.replay(connection);
};

/** Null when it would not fit: repeating events to a client that reaches back is better than dropping its topics. */
const coveredBy = (before: string[], all: string[], upTo: number): { topics: string[]; upTo: number } | null =>
  before.join().length + all.join().length <= MAX_ATTACHED_TOPIC_CHARS ? { topics: before, upTo } : null;

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
  const { lastSeq } = side.log;
  // A position beyond the end is of a log that we do not have: all of it is unknown to the client.
  const gap = !isOurs || since > lastSeq ? { from: 0, to: lastSeq } : side.log.gapAfter(since);
  connection.moved(gap === null ? since : gap.to);
  if (gap !== null) sendGap(connection, gap);
};
