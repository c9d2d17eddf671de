import { Buffer } from 'node:buffer';
import type { ClientFrame } from '@waqtor/contracts';
import { frameSizeVerdict, MAX_TOLERATED_FRAME_BYTES, parseClientFrame } from '@waqtor/core/hub/client-frame';
import { frameCost } from '@waqtor/core/hub/frame-cost';
import type { Connection } from './connection.ts';
import { watchCredit } from './credit-watch.ts';
import type { LiveSide } from './live-side.ts';
import { stateFrame } from './state-frame.ts';
import { resume, subscribe, unsubscribe } from './subscriptions.ts';

/** UTF-8 bytes; a string that is too long by its characters alone is not measured to find out. */
const byteLength = (data: string | ArrayBuffer): number => {
  if (typeof data !== 'string') return data.byteLength;
  return data.length > MAX_TOLERATED_FRAME_BYTES ? data.length : Buffer.byteLength(data);
};

/** One message of a client (H-4, H-8, H-9): answered by name when it is not understood; nobody else is disturbed. */
export const receiveFrame = (side: LiveSide, connection: Connection, data: string | ArrayBuffer): void => {
  const bytes = byteLength(data);
  const size = frameSizeVerdict(bytes);
  side.counters.count('received');
  if (size !== 'fits') side.counters.count('oversizedMessages');
  if (size === 'hostile') return connection.close('frame_too_large');
  connection.attachment.seenAt = Date.now();
  if (isWithinLimits(side, connection, frameCost(data, bytes))) answer(side, connection, data, size);
  connection.save();
  watchCredit(side, connection);
};

/** H-8: what is above the limit is dropped with a warning, and the fifth time closes. */
const isWithinLimits = (side: LiveSide, connection: Connection, cost: number): boolean => {
  const verdict = side.limits.judge(connection, cost, Date.now());
  if (verdict.kind === 'pass') return true;
  side.counters.count('rateLimitViolations');
  if (verdict.kind === 'close') connection.close('rate_limited');
  else connection.send(JSON.stringify({ type: 'rate_limit_warning', retryAfterMs: verdict.retryAfterMs }));
  return false;
};

const answer = (side: LiveSide, connection: Connection, data: string | ArrayBuffer, size: string): void => {
  if (size === 'too_large') return connection.sendError('frame_too_large');
  if (typeof data !== 'string') {
    return connection.sendError('frame_invalid', [{ path: '', message: 'is binary; send text' }]);
  }
  const parsed = parseClientFrame(data);
  if (parsed.ok) dispatch(side, connection, parsed.frame);
  else connection.sendError(parsed.code, parsed.issues);
};

const dispatch = (side: LiveSide, connection: Connection, frame: ClientFrame): void => {
  switch (frame.type) {
    case 'subscribe':
      return subscribe(side, connection, frame);
    case 'unsubscribe':
      return unsubscribe(connection, frame);
    case 'resume':
      return resume(side, connection, frame);
    case 'get_state':
      return sendState(side, connection);
    case 'ack':
      return acknowledge(side, connection, frame.seq);
    case 'ping':
      // The exact ping is answered by the runtime; this one was written with spaces.
      return connection.send('{"type":"pong"}');
  }
};

/** The number of unread notifications is read anew when it is not known for sure; a client that left gets nothing. */
const sendState = (side: LiveSide, connection: Connection): void => {
  const { principal } = connection.attachment;
  const send = (): void => connection.send(stateFrame(side, connection));
  if (side.unread.isFresh(principal, Date.now())) return send();
  side.ctx.waitUntil(
    side.unread.read(principal).then(() => {
      send();
      connection.save();
    }),
  );
};

/** H-10: releases what the client has read; a position that it was never told releases no more than that. */
const acknowledge = (side: LiveSide, connection: Connection, seq: number): void => {
  connection.credit.acked(seq, Date.now());
  side.broadcaster.goOn(connection);
};
