import type { SendBudget } from '@waqtor/contracts';
import { etagOf } from '../http/etag.ts';

/** In one order of fields, whoever made it. */
export const budgetEtag = ({ lanes, dailyCap }: SendBudget): string => {
  const laneOf = (lane: SendBudget['lanes']['reply']): string =>
    lane === null ? '-' : `${lane.perMinute}/${lane.burst}`;
  return etagOf([laneOf(lanes.reply), laneOf(lanes.api), laneOf(lanes.campaign), dailyCap].join(' '));
};
