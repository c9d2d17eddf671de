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

export interface SessionWords {
  title: string;
  /** Why, when there is a reason to tell; a code of a newer server says nothing rather than itself. */
  cause: string | null;
  /** The one thing to do now. */
  next: string;
  tone: SessionTone;
}

/** A session's state in words: what it is, one cause, one next step. */
export const sessionWords = ({ status, reason }: Pick<SessionState, 'status' | 'reason'>): SessionWords => ({
  title: TITLES[status]?.() ?? status,
  cause: reason === null ? null : (REASONS[reason.code]?.() ?? (reason.message || null)),
  next: (reason?.code === 'qr_expired' ? m.reason_qr_expired_next : NEXT_STEPS[status])?.() ?? '',
  tone: TONES[status] ?? 'off',
});
