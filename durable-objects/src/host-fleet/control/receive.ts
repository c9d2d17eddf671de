import { ERRORS, type ErrorCode, type HostControlFrame, hostControlFrameSchema } from '@waqtor/contracts';
import * as z from 'zod';
import type { Fleet } from '../fleet.ts';
import { markDraining } from '../hosts/drain.ts';
import { assignFree } from '../leases/assign.ts';
import { receiveHello } from './hello.ts';
import { release } from './release.ts';
import { renew } from './renew.ts';
import { attachmentOf, isNewest } from './sockets.ts';
import { receiveTelemetry } from './telemetry.ts';

const typedFrame = z.looseObject({ type: z.string() });
const KNOWN: readonly string[] = [
  'hello',
  'renew',
  'release',
  'telemetry',
  'drain',
] satisfies HostControlFrame['type'][];

const parse = (data: string | ArrayBuffer): { type: string } | null => {
  if (typeof data !== 'string') return null;
  try {
    return typedFrame.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    // Not JSON: answered as a bad frame like any other.
    return null;
  }
};

const sendError = (ws: WebSocket, code: ErrorCode): void =>
  ws.send(JSON.stringify({ type: 'error', code, message: ERRORS[code].title.en }));

/** One control frame of a host. Types of a newer host are ignored; a bad frame is answered, the socket stays. */
export const receive = (fleet: Fleet, ws: WebSocket, data: string | ArrayBuffer): void => {
  const link = attachmentOf(ws);
  if (!isNewest(fleet, link)) return ws.close(ERRORS.replaced.close, 'replaced');
  const typed = parse(data);
  if (typed && !KNOWN.includes(typed.type)) return;
  const frame = hostControlFrameSchema.safeParse(typed);
  if (!frame.success || (frame.data.type !== 'hello' && !link.hasHello)) return sendError(ws, 'frame_invalid');
  if (frame.data.type !== 'hello') {
    fleet.sql.exec('UPDATE hosts SET seen_at = ? WHERE host_id = ?', fleet.now(), link.hostId);
  }
  switch (frame.data.type) {
    case 'hello':
      return receiveHello(fleet, ws, frame.data);
    case 'renew':
      return renew(fleet, link.hostId, frame.data.leases);
    case 'release':
      return release(fleet, link.hostId, frame.data.sessionId, frame.data.epoch);
    case 'telemetry':
      return receiveTelemetry(fleet, link.hostId, frame.data);
    case 'drain':
      markDraining(fleet, link.hostId, frame.data.isDraining);
      return assignFree(fleet);
  }
};
