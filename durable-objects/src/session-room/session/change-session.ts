import type { Capabilities } from '@waqtor/contracts';
import { judgeIncident } from '@waqtor/core/session/session-incident';
import { nextCondition, type SessionInput } from '@waqtor/core/session/session-machine';
import { emit } from '../event.ts';
import { addNotice, LOST_JOB } from '../notices/notice.ts';
import { readSession, type SessionRecord, writeSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import { noteInTimeline } from '../timeline/timeline.ts';
import type { Turn } from '../turn.ts';

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What the timeline keeps: the name and the progress of a recovery are not worth an entry. */
const listed = ({ status, desired, reason }: SessionRecord): unknown => [status, desired, reason];
/** What `session.status` tells: a change of any of these is a change (S-1). */
const told = (session: SessionRecord): unknown => [listed(session), session.clientInfo, session.recovery];

/** Something happened to the session: the machine says what follows (S-1). */
export const stepSession = (room: Room, turn: Turn, input: SessionInput): void => {
  const before = readSession(room.sql);
  change(room, turn, { ...before, ...nextCondition(before, input) });
};

export const learnCapabilities = (room: Room, turn: Turn, capabilities: Capabilities): void =>
  change(room, turn, { ...readSession(room.sql), capabilities });

/** Judges anew what only time changed: is the session gone for long enough to notify people of it? */
export const reviewSession = (room: Room, turn: Turn): void => change(room, turn, { ...readSession(room.sql) });

/**
 * The one place that changes the session. Emits `session.status` for a real change only; whatever waits for readiness
 * is dispatched.
 */
const change = (room: Room, turn: Turn, next: SessionRecord): void => {
  const before = readSession(room.sql);
  const now = Date.now();
  if (next.status !== before.status) next.since = now;
  const isTold = !isSame(told(before), told(next));
  if (isTold) next.revision += 1;
  watch(room, next, now);
  if (next.reason === 'restricted' && before.reason !== 'restricted') {
    addNotice(room, 'session_restricted', { subject: `revision.${next.revision}`, reason: 'restricted' });
  }
  if (isSame(before, next)) return;
  writeSession(room.sql, next);
  turn.hasSessionChange = true;
  turn.wantsDispatch ||= next.status !== before.status;
  if (!isSame(listed(before), listed(next))) {
    noteInTimeline(room, { kind: 'status', status: next.status, desired: next.desired, reason: next.reason });
  }
  if (!isTold) return;
  emit(
    room,
    turn,
    'session.status',
    {
      status: next.status,
      desired: next.desired,
      reason: next.reason,
      since: new Date(next.since).toISOString(),
      clientInfo: next.clientInfo,
      recovery: next.recovery,
    },
    { subject: 'revision', discriminator: String(next.revision) },
  );
};

const watch = (room: Room, next: SessionRecord, now: number): void => {
  const { incident, notice, judgeAgainAt } = judgeIncident(next.incident, next, now);
  next.incident = incident;
  if (notice) addNotice(room, notice, { subject: `revision.${next.revision}`, reason: next.reason });
  if (judgeAgainAt !== null) room.schedule.at(LOST_JOB, judgeAgainAt);
};
