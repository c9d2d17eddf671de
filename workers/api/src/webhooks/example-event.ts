import { WEBHOOK_ALIASES, WaqtorError, aliasOf, isEventType } from '@waqtor/contracts';
import type { WaqtorEvent, WebhookAlias } from '@waqtor/contracts';
import { EVENT_EXAMPLES } from '@waqtor/contracts/examples';
import { newId } from '@waqtor/core/id';

type Example = Omit<WaqtorEvent, 'id' | 'logId' | 'seq' | 'timestamp'>;

/** The one alias whose example is another state of the same event. */
const DISCONNECTED = { status: 'disconnected', reason: 'network' };
/** Kept nowhere and never delivered to anybody (rest/webhook: `*` and the catalogue say so). */
const NEVER_DELIVERED = new Set(['notification.new', 'notification.changed', 'monitor.stats']);

const isAlias = (name: string): name is WebhookAlias => (WEBHOOK_ALIASES as readonly string[]).includes(name);

const exampleOf = (name: string): Example | undefined => {
  if (isEventType(name)) return EVENT_EXAMPLES.get(name) as Example | undefined;
  if (!isAlias(name)) return undefined;
  if (name === 'client_disconnected') {
    const status = EVENT_EXAMPLES.get('session.status') as unknown as Example;
    return { ...status, data: { ...status.data, ...DISCONNECTED, clientInfo: null } };
  }
  return [...EVENT_EXAMPLES.values()].find((event) => aliasOf(event as unknown as Example) === name) as
    Example | undefined;
};

/**
 * What a test sends (W-5): the example of the catalogue for a type or an alias, as if it happened now, marked
 * `"test": true`. Without a name it is `webhook.test`, which names the endpoint.
 */
export const exampleEvent = (endpointId: string, name = 'webhook.test'): { event: WaqtorEvent; name: string } => {
  const example = NEVER_DELIVERED.has(name) ? undefined : exampleOf(name);
  if (example === undefined) {
    throw new WaqtorError('validation_failed', {
      errors: [{ pointer: '/event', code: 'unknown_event', message: 'is not an event of the catalogue' }],
    });
  }
  const { type, version, sessionId } = example;
  const data = name === 'webhook.test' ? { ...example.data, endpointId } : example.data;
  const event = {
    id: newId('evt'),
    type,
    version,
    timestamp: new Date().toISOString(),
    ...(sessionId === undefined ? {} : { sessionId }),
    test: true,
    data,
  };
  return { event, name };
};
