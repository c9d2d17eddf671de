import type { NotificationChannel, NotificationCode } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

/** What each code is told of, for the preferences. */
export const EVENT_NAMES: Readonly<Record<NotificationCode, () => string>> = {
  session_lost: m.notifications_event_session_lost,
  session_needs_you: m.notifications_event_session_needs_you,
  session_data_loss: m.notifications_event_session_data_loss,
  session_restricted: m.notifications_event_session_restricted,
  webhook_disabled: m.notifications_event_webhook_disabled,
  webhook_failing: m.notifications_event_webhook_failing,
  campaign_completed: m.notifications_event_campaign_completed,
  campaign_stopped: m.notifications_event_campaign_stopped,
  suggestion_ready: m.notifications_event_suggestion_ready,
  export_ready: m.notifications_event_export_ready,
  new_device: m.notifications_event_new_device,
  quota_near: m.notifications_event_quota_near,
  monitor_alert: m.notifications_event_monitor_alert,
  chat_assigned: m.notifications_event_chat_assigned,
  custom: m.notifications_event_custom,
};

/** In the order of the columns. */
export const CHANNELS: readonly { channel: NotificationChannel; name: () => string }[] = [
  { channel: 'inApp', name: m.notifications_channel_in_app },
  { channel: 'desktop', name: m.notifications_channel_desktop },
  { channel: 'sound', name: m.notifications_channel_sound },
  { channel: 'email', name: m.notifications_channel_email },
];
