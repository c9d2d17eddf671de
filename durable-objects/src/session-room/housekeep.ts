import { MENU_OPEN_MS } from '@waqtor/core/message/match-answer';
import { CHECK_TTL_MS } from './contacts/check-numbers.ts';
import type { Room } from './room.ts';
import { ENTRY_TTL_MS } from './timeline/timeline.ts';

export const HOUSEKEEP_JOB = 'housekeep';
export const HOUSEKEEP_INTERVAL_MS = 6 * 3_600_000;
/** M-4: an Idempotency-Key is safe for 24 h; one day more than promised. */
const COMMAND_TTL_MS = 48 * 3_600_000;
/** S-8: acks of own messages count for 72 h. */
const EARLY_ACK_TTL_MS = 72 * 3_600_000;
const QUARANTINE_TTL_MS = 7 * 24 * 3_600_000;
/** A host finds notices of the time that it missed, which a session at rest can stretch; beyond it they are history. */
const GROUP_NOTICE_TTL_MS = 90 * 24 * 3_600_000;

/** The handler of HOUSEKEEP_JOB: drops what nobody may ask for any more. */
export const housekeep = (room: Room): number => {
  const now = Date.now();
  room.sql.exec("DELETE FROM commands WHERE state = 'settled' AND accepted_at < ?", now - COMMAND_TTL_MS);
  room.sql.exec('DELETE FROM early_acks WHERE at < ?', now - EARLY_ACK_TTL_MS);
  room.sql.exec('DELETE FROM quarantine WHERE at < ?', now - QUARANTINE_TTL_MS);
  room.sql.exec('DELETE FROM number_checks WHERE at < ?', now - CHECK_TTL_MS);
  room.sql.exec('DELETE FROM menus WHERE at < ?', now - MENU_OPEN_MS);
  room.sql.exec('DELETE FROM group_notices WHERE at < ?', now - GROUP_NOTICE_TTL_MS);
  room.sql.exec('DELETE FROM timeline WHERE at <= ?', now - ENTRY_TTL_MS);
  return HOUSEKEEP_INTERVAL_MS;
};
