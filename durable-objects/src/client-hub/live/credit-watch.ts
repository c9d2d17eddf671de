import type { Connection } from './connection.ts';
import type { LiveSide } from './live-side.ts';

/** Closes who acknowledged nothing for 60 s while over the limit (H-10); armed only while somebody is. */
export const CREDIT_JOB = 'credit';

export const watchCredit = (side: Pick<LiveSide, 'schedule'>, connection: Connection): void => {
  const { deadline } = connection.credit;
  if (deadline !== null) side.schedule.at(CREDIT_JOB, deadline);
};

/** The handler of CREDIT_JOB; answers when to look again. */
export const closeStalled = (side: Pick<LiveSide, 'connections'>, now: number): number | undefined => {
  let nextMs = Number.POSITIVE_INFINITY;
  for (const connection of side.connections.all()) {
    const { deadline } = connection.credit;
    if (deadline === null) continue;
    if (deadline <= now) connection.close('too_slow');
    else nextMs = Math.min(nextMs, deadline - now);
  }
  return Number.isFinite(nextMs) ? nextMs : undefined;
};
