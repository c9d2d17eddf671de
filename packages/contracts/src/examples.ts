import events from '../fixtures/events.json' with { type: 'json' };
import hubFrames from '../fixtures/hub-frames.json' with { type: 'json' };
import resources from '../fixtures/resources.json' with { type: 'json' };
import webhookBody from '../fixtures/webhook-body.json' with { type: 'json' };

/** One event of each type, as the reference pages show it. A subpath of its own: nobody else bundles it. */
export const EVENT_EXAMPLES: ReadonlyMap<string, Record<string, unknown>> = new Map(
  events.map((event) => [event.type, event as Record<string, unknown>]),
);

const hubStats = {
  ...(EVENT_EXAMPLES.get('monitor.stats')?.data as Record<string, unknown>),
  system: { hosts: [resources.monitorHost] },
};

const webhookRequest = {
  url: 'https://shop.example.com/hooks/waqtor',
  events: ['message.received'],
  filter: { chats: ['*@c.us'], conditions: [{ path: 'data.type', op: 'in', value: ['text', 'image'] }] },
  headers: { Authorization: 'Bearer a-token-of-the-receiver' },
  payload: 'full',
  ordered: true,
  throttle: { perSecond: 20 },
};

/** Examples of whole resources by the name of their component; all others are made of their fields. */
export const RESOURCE_EXAMPLES: Readonly<Record<string, unknown>> = {
  Message: resources.message,
  Chat: resources.chat,
  SessionState: resources.sessionState,
  SessionView: { ...resources.sessionState, hostName: resources.host.name, health: resources.sessionHealth },
  Host: resources.host,
  Event: events.find((event) => event.type === 'message.delivered'),
  WebhookBody: webhookBody,
  CreateWebhookRequest: webhookRequest,
  UpdateWebhookRequest: { events: ['message.received'], filter: webhookRequest.filter },
  TestFilterRequest: { events: ['message.received'], filter: webhookRequest.filter },
  CreateNotificationRequest: {
    audience: 'admins',
    type: 'info',
    title: 'بدأ الجرد',
    text: 'المخزن مغلق حتى الرابعة.',
    link: '/messages',
  },
  HubStats: hubStats,
  HubMonitor: { ...hubStats, ...resources.hubMonitor },
  MonitorThresholds: resources.hubMonitor.thresholds,
  UpdateMonitorRequest: { connections: 800, averageBufferedBytes: null },
};

/** One frame of each kind on both sides of the hub's socket. */
export const FRAME_EXAMPLES = hubFrames as Record<'client' | 'server', { type: string }[]>;
