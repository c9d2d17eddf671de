import { type HostFact, hostEventSchema, hostFactSchema } from '@waqtor/contracts';
import { withKnownReason } from '@waqtor/core/session/open-state';
import * as z from 'zod';
import { logError, logWarning } from '../../shared/log.ts';
import { holeLinkOf, lastEventOf, markEvent, markHole, quarantine } from '../record/store-record.ts';
import type { Room } from '../room.ts';
import { translate } from '../translate/translate.ts';
import type { Turn } from '../turn.ts';
import { attachmentOf } from './attachment.ts';
import { closeLink, sendError, sendFrame } from './frames.ts';

/** The frame as loosely as it can be read: one bad row must not cost the others (design §3). */
const looseFrame = z.looseObject({ events: z.array(z.looseObject({ n: z.int().min(1) })).min(1) });

/** Where a fact came from: what its public events are identified by when nothing better exists. */
export interface Origin {
  storeId: string;
  n: number;
  /** When the host saw it, epoch milliseconds. */
  at: number;
}

/**
 * Stores a batch in one transaction, then acknowledges it. Rows known already are skipped; a row that cannot be
 * understood is kept aside and acknowledged as rejected; after a hole nothing is taken (see `judgeHole`). Nothing may
 * jam the link.
 */
export const receiveEvents = (room: Room, ws: WebSocket, storeId: string, frame: unknown): void => {
  const loose = looseFrame.safeParse(frame);
  if (!loose.success) return sendError(ws, 'frame_invalid');
  const { linkNo } = attachmentOf(ws);
  const { lastN, verdict, rejected } = storeRows(room, storeId, linkNo, loose.data.events);
  sendFrame(ws, { type: 'ack', n: lastN, ...(rejected.length > 0 ? { rejected } : {}) });
  if (verdict === 'resend')
    sendError(ws, 'conflict', 'Events are missing: resend from the one after the acknowledged.');
  if (verdict === 'reconnect') closeLink(ws, 'going_away');
};

type Row = { n: number } & Record<string, unknown>;
interface Stored {
  lastN: number;
  verdict: HoleVerdict | null;
  rejected: number[];
}

/** All rows at once; only when one of them cannot be stored, each by itself, so that the bad one alone is set aside. */
const storeRows = (room: Room, storeId: string, linkNo: number, rows: Row[]): Stored => {
  try {
    return storeBatch(room, storeId, linkNo, rows, { isEachApart: false });
  } catch (error) {
    logError('A batch of a host could not be stored as one; it is taken row by row.', error, {
      sessionId: room.sessionId,
    });
    return storeBatch(room, storeId, linkNo, rows, { isEachApart: true });
  }
};

const storeBatch = (
  room: Room,
  storeId: string,
  linkNo: number,
  rows: Row[],
  options: { isEachApart: boolean },
): Stored =>
  room.transact((turn) => {
    const rejected: number[] = [];
    let last = lastEventOf(room, storeId);
    let hole: HoleVerdict | null = null;
    for (const row of rows) {
      if (row.n <= last) continue;
      if (row.n > last + 1) hole = judgeHole(room, storeId, linkNo);
      if (hole === 'resend' || hole === 'reconnect') break;
      if (!take(room, turn, storeId, row, options.isEachApart)) rejected.push(row.n);
      last = row.n;
    }
    markEvent(room, storeId, last);
    return { lastN: last, verdict: hole, rejected };
  });

type HoleVerdict = 'resend' | 'reconnect' | 'accept';

/**
 * Rows are missing after the last one stored. First the host is asked to resend; if it goes on with the hole, the link
 * is closed, because the next hello says again where to begin; if they are missing then too, they are gone at the host
 * and waiting for them would jam the session for ever.
 */
const judgeHole = (room: Room, storeId: string, linkNo: number): HoleVerdict => {
  const holeLink = holeLinkOf(room, storeId);
  if (holeLink === linkNo) return 'reconnect';
  markHole(room, storeId, linkNo);
  if (holeLink === null) return 'resend';
  logWarning('Events of a host are gone: the room goes on after them.', { sessionId: room.sessionId });
  return 'accept';
};

/** False when the row was put into quarantine. */
const take = (room: Room, turn: Turn, storeId: string, row: Row, isApart: boolean): boolean => {
  const event = hostEventSchema.safeParse(row);
  const fact = hostFactSchema.safeParse(withKnownReason(row.fact));
  if (!event.success || !fact.success) {
    logWarning('A fact of a host was not understood; it is kept in quarantine.', {
      sessionId: room.sessionId,
      n: row.n,
    });
    quarantine(room, storeId, row.n, row.fact, issuesOf(event.error ?? fact.error));
    return false;
  }
  const origin: Origin = { storeId, n: row.n, at: Date.parse(event.data.at) };
  if (!isApart) {
    translate(room, turn, fact.data as HostFact, origin);
    return true;
  }
  const failure = room.attempt(turn, (part) => translate(room, part, fact.data as HostFact, origin));
  if (failure === null) return true;
  logError('A fact of a host could not be stored; it is kept in quarantine.', failure, { sessionId: room.sessionId });
  quarantine(room, storeId, row.n, row.fact, failure instanceof Error ? failure.name : 'error');
  return false;
};

/** Paths and codes: never a value. */
const issuesOf = (error: z.ZodError | undefined): string =>
  (error?.issues ?? []).map((issue) => `${issue.path.map(String).join('.')}:${issue.code}`).join(' ');
