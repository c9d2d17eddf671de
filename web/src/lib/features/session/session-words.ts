import type { SessionReasonCode, SessionState, SessionStatus } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

/** The colour of a state box; normal is pale, so that the one that needs somebody stands out. */
export type SessionTone = 'ok' | 'warn' | 'bad' | 'inf' | 'off';

const TITLES: Record<SessionStatus, () => string> = {
  stopped: m.session_stopped,
  starting: m.session_starting,
  qr: m.session_qr,
  connecting: m.session_connecting,
  ready: m.session_ready,
  degraded: m.session_degraded,
  action_required: m.session_action_required,
  disconnected: m.session_disconnected,
  auth_failure: m.session_auth_failure,
};

const NEXT_STEPS: Record<SessionStatus, () => string> = {
  stopped: m.session_stopped_next,
  starting: m.session_starting_next,
  qr: m.session_qr_next,
  connecting: m.session_connecting_next,
  ready: m.session_ready_next,
  degraded: m.session_degraded_next,
  action_required: m.session_action_required_next,
  disconnected: m.session_disconnected_next,
  auth_failure: m.session_auth_failure_next,
};

const TONES: Record<SessionStatus, SessionTone> = {
  stopped: 'off',
  starting: 'inf',
  qr: 'inf',
  connecting: 'inf',
  ready: 'ok',
  degraded: 'warn',
  action_required: 'bad',
  disconnected: 'warn',
  auth_failure: 'bad',
};

const REASONS: Record<SessionReasonCode, () => string> = {
  logged_out: m.reason_logged_out,
  unlinked: m.reason_unlinked,
  conflict: m.reason_conflict,
  network: m.reason_network,
  crash_loop: m.reason_crash_loop,
  qr_expired: m.reason_qr_expired,
  host_lost: m.reason_host_lost,
  banned: m.reason_banned,
  passkey_required: m.reason_passkey_required,
  browser_missing: m.reason_browser_missing,
  browser_crashed: m.reason_browser_crashed,
  start_timeout: m.reason_start_timeout,
  stopped_by_operator: m.reason_stopped_by_operator,
  restarting: m.reason_restarting,
  login_invalid: m.reason_login_invalid,
  confirm_on_phone: m.reason_confirm_on_phone,
  restricted: m.reason_restricted,
  deaf: m.reason_deaf,
  browser_failed: m.reason_browser_failed,
  disk_full: m.reason_disk_full,
  profile_unusable: m.reason_profile_unusable,
  page_changed: m.reason_page_changed,
  no_host: m.reason_no_host,
  no_capacity: m.reason_no_capacity,
  host_draining: m.reason_host_draining,
  moving: m.reason_moving,
};

const nothing = (): string => '';
/** Where the state's next step would be wrong, or the cause already says what to do. */
const NEXT_BY_REASON: Partial<Record<SessionReasonCode, () => string>> = {
  qr_expired: m.reason_qr_expired_next,
  banned: m.sessions_next_banned,
  crash_loop: m.sessions_next_crash_loop,
  browser_missing: m.sessions_next_browser_missing,
  logged_out: m.sessions_next_logged_out,
  unlinked: m.sessions_next_unlinked,
  conflict: m.sessions_next_conflict,
  host_lost: m.sessions_next_host_lost,
  login_invalid: nothing,
  confirm_on_phone: nothing,
  restricted: nothing,
  deaf: nothing,
  browser_failed: nothing,
  disk_full: nothing,
  profile_unusable: nothing,
  page_changed: nothing,
  no_host: nothing,
  no_capacity: nothing,
  host_draining: nothing,
  moving: nothing,
};

/** Why, in words; null for a code of a newer server. */
export const reasonWords = (code: SessionReasonCode): string | null => REASONS[code]?.() ?? null;
export const statusWords = (status: SessionStatus): string => TITLES[status]?.() ?? status;
export const statusTone = (status: SessionStatus): SessionTone => TONES[status] ?? 'off';

export interface SessionWords {
  title: string;
  /** Why, when there is a reason to tell; a code of a newer server says nothing rather than itself. */
  cause: string | null;
  /** The one thing to do now; empty when the cause has said it. */
  next: string;
  tone: SessionTone;
}

/** A session's state in words: what it is, one cause, one next step. */
export const sessionWords = ({ status, reason }: Pick<SessionState, 'status' | 'reason'>): SessionWords => ({
  title: statusWords(status),
  cause: reason === null ? null : (reasonWords(reason.code) ?? (reason.message || null)),
  next: ((reason && NEXT_BY_REASON[reason.code]) ?? NEXT_STEPS[status])?.() ?? '',
  tone: statusTone(status),
});
