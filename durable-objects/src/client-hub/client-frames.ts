import { MAX_TOPICS, type ClientFrame } from '@waqtor/contracts';
import { frameSizeVerdict, MAX_TOLERATED_FRAME_BYTES, parseClientFrame } from '@waqtor/core/hub/client-frame';
import { foldTopic } from '@waqtor/core/hub/topic';
import { mayFollowTopic } from '@waqtor/core/hub/topic-access';
import { sendGap } from './broadcaster.ts';
import type { Connection } from './connection.ts';
import type { Hub } from './hub.ts';

type FrameOf<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>;

/** Characters of both topic sets that fit the attachment (16 KB) when every one of them takes two bytes. */
const MAX_ATTACHED_TOPIC_CHARS = 7000;

/** UTF-8 bytes; a string that is too long by its characters alone is not encoded to find out. */
const byteLength = (data: string | ArrayBuffer): number => {
  if (typeof data !== 'string') return data.byteLength;
  return data.length > MAX_TOLERATED_FRAME_BYTES ? data.length : new TextEncoder().encode(data).byteLength;
};

/** One message of a client (H-4, H-9): answered by name when it is not understood; nobody else is disturbed. */
export const receiveFrame = (hub: Hub, connection: Connection, data: string | ArrayBuffer): void => {
  const size = frameSizeVerdict(byteLength(data));
  hub.counters.count('received');
  if (size !== 'fits') hub.counters.count('oversizedMessages');
  if (size === 'hostile') return connection.close(1009, 'frame_too_large');
  if (size === 'too_large') return connection.sendError('frame_too_large');
  if (typeof data !== 'string') {
    return connection.sendError('frame_invalid', [{ path: '', message: 'is binary; send text' }]);
  }
  const parsed = parseClientFrame(data);
  connection.attachment.seenAt = Date.now();
  if (!parsed.ok) return connection.sendError(parsed.code, parsed.issues);
  dispatch(hub, connection, parsed.frame);
  connection.save();
};

const dispatch = (hub: Hub, connection: Connection, frame: ClientFrame): void => {
  switch (frame.type) {
    case 'subscribe':
      return subscribe(hub, connection, frame);
    case 'unsubscribe':
      return unsubscribe(connection, frame);
    case 'resume':
      return resume(hub, connection, frame);
    case 'get_state':
      return connection.send(hub.stateFrame());
    case 'ack':
      connection.attachment.ackedSeq = Math.max(connection.attachment.ackedSeq, frame.seq);
      return;
    case 'ping':
      // The exact ping is answered by the runtime; this one was written with spaces.
      return connection.send('{"type":"pong"}');
  }
};

const sendSubscribed = (connection: Connection): void =>
  connection.send(JSON.stringify({ type: 'subscribed', topics: connection.attachment.topics }));

const subscribe = (hub: Hub, connection: Connection, frame: FrameOf<'subscribe'>): void => {
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
    hub.broadcaster.settle(connection);
    connection.setTopics([...all]);
    return sendSubscribed(connection);
  }
  hub.broadcaster.flush();
  const { sentSeq, covered } = connection.attachment;
  connection.setTopics([...all]);
  sendSubscribed(connection);
  moveTo(hub, connection, frame.since, frame.logId);
  const reachesBack = before.length > 0 && connection.attachment.sentSeq < sentSeq;
  // Topics held before are not sent twice; those of an unfinished replay before this one stay as they were.
  if (reachesBack) connection.attachment.covered = covered ?? coveredBy(before, [...all], sentSeq);
  hub.broadcaster.replay(connection);
};

/** Null when it would not fit: repeating events to a client that reaches back is better than dropping its topics. */
const coveredBy = (before: string[], all: string[], upTo: number): { topics: string[]; upTo: number } | null =>
  before.join().length + all.join().length <= MAX_ATTACHED_TOPIC_CHARS ? { topics: before, upTo } : null;

const unsubscribe = (connection: Connection, frame: FrameOf<'unsubscribe'>): void => {
  const gone = new Set(frame.topics.map(foldTopic));
  connection.setTopics(connection.attachment.topics.filter((topic) => !gone.has(topic)));
  sendSubscribed(connection);
};

/** The client says where it stands: all its topics are sent again from there. */
const resume = (hub: Hub, connection: Connection, frame: FrameOf<'resume'>): void => {
  hub.broadcaster.flush();
  moveTo(hub, connection, frame.since, frame.logId);
  hub.broadcaster.replay(connection);
};

/** Sets the position; what cannot be given from there is told as a gap. Another log is a gap over all of this one. */
const moveTo = (hub: Hub, connection: Connection, since: number, logId: string | undefined): void => {
  connection.attachment.covered = null;
  const isOurs = logId === undefined || logId === hub.log.logId;
  const gap = hub.broadcaster.rewind(connection, isOurs ? since : Number.POSITIVE_INFINITY);
  if (gap !== null) sendGap(connection, gap);
};
