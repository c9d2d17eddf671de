import type { MessageOrigin, MessageOriginKind, SendRequest } from '@waqtor/contracts';
import type { MessageRecord } from './message-record.ts';

type OriginColumns = Pick<MessageRecord, 'direction' | 'command_id' | 'origin_kind' | 'origin_id'>;

/**
 * What a host saw going out without a command of ours was written on the phone or another device. That is never
 * stored: our own sends have their row, with its command, before anything is dispatched, so no echo can make one.
 */
export const originOf = (row: OriginColumns): MessageOrigin | null => {
  if (row.direction !== 'outbound') return null;
  if (row.command_id === null) return { kind: 'phone', id: null };
  // A row of before it was kept.
  return row.origin_kind === null ? null : { kind: row.origin_kind as MessageOriginKind, id: row.origin_id };
};

/** The same, as a condition on rows of `messages`. */
export const originClause = (kind: MessageOriginKind): { clause: string; values: string[] } =>
  kind === 'phone'
    ? { clause: "direction = 'outbound' AND command_id IS NULL", values: [] }
    : { clause: 'origin_kind = ?', values: [kind] };

/** C-4: the lane of campaigns is theirs alone, and they have no other; who asks for what else is no matter of pace. */
export const doesLaneFit = ({ lane, origin }: Pick<SendRequest, 'lane' | 'origin'>): boolean =>
  !origin || (lane === 'campaign') === (origin.kind === 'campaign');
