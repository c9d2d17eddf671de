import type { AuditAction } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

/** Every action in words; codes that this version does not know are shown as they are (enums are open). */
const WORDS: Record<AuditAction, () => string> = {
  'workspace.created': m.audit_action_workspace_created,
  'workspace.settings_changed': m.audit_action_workspace_settings_changed,
  'workspace.ownership_transferred': m.audit_action_workspace_ownership_transferred,
  'member.joined': m.audit_action_member_joined,
  'member.role_changed': m.audit_action_member_role_changed,
  'member.removed': m.audit_action_member_removed,
  'member.left': m.audit_action_member_left,
  'invitation.created': m.audit_action_invitation_created,
  'invitation.resent': m.audit_action_invitation_resent,
  'invitation.revoked': m.audit_action_invitation_revoked,
  'key.created': m.audit_action_key_created,
  'key.changed': m.audit_action_key_changed,
  'key.rotated': m.audit_action_key_rotated,
  'key.revoked': m.audit_action_key_revoked,
  'gate.unlocked': m.audit_action_gate_unlocked,
  'gate.code_refused': m.audit_action_gate_code_refused,
  'gate.code_created': m.audit_action_gate_code_created,
  'gate.terms_changed': m.audit_action_gate_terms_changed,
  'login.succeeded': m.audit_action_login_succeeded,
  'login.ended': m.audit_action_login_ended,
  'login.revoked': m.audit_action_login_revoked,
  'password.changed': m.audit_action_password_changed,
  'password.reset': m.audit_action_password_reset,
  'email.changed': m.audit_action_email_changed,
  'second_factor.enabled': m.audit_action_second_factor_enabled,
  'second_factor.disabled': m.audit_action_second_factor_disabled,
  'second_factor.backup_codes_made': m.audit_action_second_factor_backup_codes_made,
  'user.changed': m.audit_action_user_changed,
  'session.created': m.audit_action_session_created,
  'session.controlled': m.audit_action_session_controlled,
  'session.pairing_code_made': m.audit_action_session_pairing_code_made,
  'session.changed': m.audit_action_session_changed,
  'session.moved': m.audit_action_session_moved,
  'session.deleted': m.audit_action_session_deleted,
  'host.enrolment_code_made': m.audit_action_host_enrolment_code_made,
  'host.enrolled': m.audit_action_host_enrolled,
  'host.changed': m.audit_action_host_changed,
  'host.drained': m.audit_action_host_drained,
  'host.resumed': m.audit_action_host_resumed,
  'host.removed': m.audit_action_host_removed,
  'contact.merged': m.audit_action_contact_merged,
  'webhook.created': m.audit_action_webhook_created,
  'webhook.changed': m.audit_action_webhook_changed,
  'webhook.deleted': m.audit_action_webhook_deleted,
  'webhook.tested': m.audit_action_webhook_tested,
  'webhook.enabled': m.audit_action_webhook_enabled,
  'webhook.secret_rotated': m.audit_action_webhook_secret_rotated,
  'webhook.secret_grace_ended': m.audit_action_webhook_secret_grace_ended,
  'webhook.delivery_resent': m.audit_action_webhook_delivery_resent,
  'webhook.delivery_expunged': m.audit_action_webhook_delivery_expunged,
  'webhook.recovery_started': m.audit_action_webhook_recovery_started,
  'webhook.recovery_cancelled': m.audit_action_webhook_recovery_cancelled,
  'message.reacted': m.audit_action_message_reacted,
  'message.edited': m.audit_action_message_edited,
  'message.deleted': m.audit_action_message_deleted,
  'message.cancelled': m.audit_action_message_cancelled,
  'media.uploaded': m.audit_action_media_uploaded,
  'chat.changed': m.audit_action_chat_changed,
  'chat.assigned': m.audit_action_chat_assigned,
  'chat.note_added': m.audit_action_chat_note_added,
  'chat.note_deleted': m.audit_action_chat_note_deleted,
  'numbers.checked': m.audit_action_numbers_checked,
  'template.created': m.audit_action_template_created,
  'template.changed': m.audit_action_template_changed,
  'template.deleted': m.audit_action_template_deleted,
  'notification.created': m.audit_action_notification_created,
  'monitor.thresholds_changed': m.audit_action_monitor_thresholds_changed,
  'message.sent': m.audit_action_message_sent,
  'chat.marked_seen': m.audit_action_chat_marked_seen,
  'audit.exported': m.audit_action_audit_exported,
  'data.read': m.audit_action_data_read,
};

export const actionWords = (action: string): string => WORDS[action as AuditAction]?.() ?? action;

const AREAS: Record<string, () => string> = {
  workspace: m.audit_area_workspace,
  member: m.audit_area_member,
  invitation: m.audit_area_invitation,
  key: m.audit_area_key,
  gate: m.audit_area_gate,
  login: m.audit_area_login,
  account: m.audit_area_account,
  session: m.audit_area_session,
  host: m.audit_area_host,
  contact: m.audit_area_contact,
  webhook: m.audit_area_webhook,
  message: m.audit_area_message,
  monitor: m.audit_area_monitor,
  data: m.audit_area_data,
};
/** Areas that are one in the reader's eyes. */
const AREA_OF: Record<string, string> = {
  password: 'account',
  email: 'account',
  second_factor: 'account',
  user: 'account',
  chat: 'message',
  audit: 'data',
};

export interface ActionGroup {
  label: string;
  actions: { value: AuditAction; label: string }[];
}

/** The actions by area, in the order of the catalogue. */
export const actionGroups = (): ActionGroup[] => {
  const groups = new Map<string, ActionGroup>();
  for (const value of Object.keys(WORDS) as AuditAction[]) {
    const head = value.split('.')[0] ?? '';
    const area = AREA_OF[head] ?? head;
    const group = groups.get(area) ?? { label: AREAS[area]?.() ?? area, actions: [] };
    group.actions.push({ value, label: actionWords(value) });
    groups.set(area, group);
  }
  return [...groups.values()];
};
