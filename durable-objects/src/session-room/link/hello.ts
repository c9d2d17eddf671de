import { type hostHelloFrame, LINK_PROTOCOL } from '@waqtor/contracts';
import type * as z from 'zod';
import { emit } from '../event.ts';
import { readSession } from '../record/session-record.ts';
import { lastEventOf, markEvent } from '../record/store-record.ts';
import type { Room } from '../room.ts';
import { learnCapabilities } from '../session/change-session.ts';
import { addNotice } from '../notices/notice.ts';
import { noteInTimeline } from '../timeline/timeline.ts';
import { attachmentOf } from './attachment.ts';
import { dispatch, resend } from './dispatch.ts';
import { closeLink, sendError, sendFrame } from './frames.ts';
import { highWaterMarks } from './high-water.ts';
import { restoreAfterLoss } from './lost.ts';
import { abandonInFlight } from './abandon.ts';

type HostHello = z.infer<typeof hostHelloFrame>;

/**
 * The first frame of a connection: from here the link is served. Answers where the room stands with this store,
 * sends again what has no outcome yet, and reconciles what another store was told to do.
 */
export const receiveHello = (room: Room, ws: WebSocket, hello: HostHello): void => {
  const link = attachmentOf(ws);
  if (hello.protocol > LINK_PROTOCOL) {
    sendError(ws, 'unsupported_protocol');
    return closeLink(ws, 'unsupported_protocol');
  }
  if (hello.epoch !== link.epoch) {
    sendError(ws, 'not_lease_holder');
    return closeLink(ws, 'not_lease_holder');
  }
  room.transact((turn) => {
    // A host drops what it knows to be acknowledged: a room restored from a copy must not ask for it for ever.
    markEvent(room, hello.storeId, hello.lastEventAcked);
    restoreAfterLoss(room, turn);
    learnCapabilities(room, turn, hello.capabilities);
    const lostSince = abandonInFlight(room, turn, hello.storeId);
    if (lostSince !== null) {
      const data = { since: new Date(lostSince).toISOString(), storeId: hello.storeId };
      const discriminator = `${link.epoch}.${lostSince}`;
      noteInTimeline(room, { kind: 'data_loss', since: data.since });
      addNotice(room, 'session_data_loss', { subject: `${hello.storeId}.${discriminator}`, reason: null });
      emit(room, turn, 'session.data_loss', data, { subject: hello.storeId, discriminator });
    }
  });
  sendFrame(ws, {
    type: 'hello',
    protocol: LINK_PROTOCOL,
    linkNo: link.linkNo,
    lastEvent: lastEventOf(room, hello.storeId),
    desired: readSession(room.sql).desired,
    ...highWaterMarks(room),
  });
  resend(room, ws, hello.storeId);
  // From here on it is served: nothing new may overtake the answer to hello or be sent twice with what is resent.
  ws.serializeAttachment({ ...link, storeId: hello.storeId });
  dispatch(room);
};
