import { hostHelloFrame } from '@waqtor/contracts';
import * as z from 'zod';
import type { Room } from '../room.ts';
import { attachmentOf, isCurrent } from './attachment.ts';
import { receiveEvents } from './events.ts';
import { closeLink, sendError } from './frames.ts';
import { receiveHello } from './hello.ts';

const typedFrame = z.looseObject({ type: z.string() });

const parse = (data: string | ArrayBuffer): z.infer<typeof typedFrame> | null => {
  if (typeof data !== 'string') return null;
  try {
    return typedFrame.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    // Not JSON: answered as a bad frame like any other.
    return null;
  }
};

/**
 * One frame of the host. Types and fields of a newer host are ignored, a bad frame is answered with `error`; the link
 * goes on in every case.
 */
export const receive = (room: Room, ws: WebSocket, data: string | ArrayBuffer): void => {
  const link = attachmentOf(ws);
  if (!isCurrent(room, link)) return closeLink(ws, 'replaced');
  const frame = parse(data);
  if (!frame) return sendError(ws, 'frame_invalid');
  switch (frame.type) {
    case 'hello': {
      const hello = hostHelloFrame.safeParse(frame);
      return hello.success ? receiveHello(room, ws, hello.data) : sendError(ws, 'frame_invalid');
    }
    case 'events':
      if (link.storeId === null) return sendError(ws, 'frame_invalid', 'The first frame must be hello.');
      return receiveEvents(room, ws, link.storeId, frame);
    default:
      // `ack` tells what the host's inbox has; what is sent again after a reconnect is deduped there by command id.
      return;
  }
};
