/** W-1: the old underscore names that an endpoint may subscribe by, and which events they stand for. */
export const WEBHOOK_ALIASES = [
  'message_received',
  'message_sent',
  'campaign_executed',
  'campaign_completed',
  'client_connected',
  'client_disconnected',
  'smartbot_reply',
  'session_qr',
] as const;
export type WebhookAlias = (typeof WEBHOOK_ALIASES)[number];

const DISCONNECTED = new Set(['disconnected', 'auth_failure', 'stopped']);

/** The alias of an event, or null when it has none. */
export const aliasOf = (event: { type: string; data: Record<string, unknown> }): WebhookAlias | null => {
  switch (event.type) {
    case 'message.received':
      return 'message_received';
    case 'message.sent':
      return 'message_sent';
    case 'session.qr':
      return 'session_qr';
    case 'campaign.started':
      return 'campaign_executed';
    case 'campaign.completed':
      return 'campaign_completed';
    case 'smartbot.reply':
      return 'smartbot_reply';
    case 'session.status': {
      const status = String(event.data.status);
      if (status === 'ready') return 'client_connected';
      return DISCONNECTED.has(status) ? 'client_disconnected' : null;
    }
    default:
      return null;
  }
};

/** What an alias stands for: a type, and the states of a session by which two of them differ. */
export const ALIASED_EVENTS: Record<WebhookAlias, { type: string; statuses?: readonly string[] }> = {
  message_received: { type: 'message.received' },
  message_sent: { type: 'message.sent' },
  campaign_executed: { type: 'campaign.started' },
  campaign_completed: { type: 'campaign.completed' },
  client_connected: { type: 'session.status', statuses: ['ready'] },
  client_disconnected: { type: 'session.status', statuses: [...DISCONNECTED] },
  smartbot_reply: { type: 'smartbot.reply' },
  session_qr: { type: 'session.qr' },
};
