import { aliasOf, EVENT_CATALOG, isEventType, type WebhookFilter } from '@waqtor/contracts';
import { filterMismatch, type FilterMismatch } from './match-filter.ts';

/** Ephemeral types that `*` covers; the others (counters, progress, inbox) must be named, or `*` would be a flood. */
const EPHEMERAL_IN_WILDCARD = new Set(['session.qr']);
/** Of one reader, of open pages, or sent by hand: nothing of theirs is an endpoint's, by whatever name it asks. */
const NEVER_DELIVERED = new Set(['notification.new', 'notification.changed', 'monitor.stats', 'webhook.test']);

export interface Subscription {
  events: readonly string[];
  sessionId: string | null;
  filter?: WebhookFilter | null | undefined;
}
interface ChosenEvent {
  type: string;
  sessionId?: string | undefined;
  data: Record<string, unknown>;
}

export type SubscriptionVerdict =
  | { name: string; mismatch: null }
  | { name: null; mismatch: { reason: 'event_not_subscribed' | 'other_session' } | NonNullable<FilterMismatch> };

export const isDeliverable = (type: string): boolean => !NEVER_DELIVERED.has(type);

/** Is the type one of those that `*` stands for? Unknown types are: they come from a newer catalogue. */
export const isInWildcard = (type: string): boolean => {
  if (!isDeliverable(type)) return false;
  const isEphemeral = isEventType(type) && EVENT_CATALOG[type].isEphemeral;
  return !isEphemeral || EPHEMERAL_IN_WILDCARD.has(type);
};

/** By which name an endpoint gets an event, or why it does not (W-1, W-3). */
export const judgeSubscription = (subscription: Subscription, event: ChosenEvent): SubscriptionVerdict => {
  const name = subscribedName(subscription.events, event);
  if (name === null) return { name, mismatch: { reason: 'event_not_subscribed' } };
  if (subscription.sessionId !== null && event.sessionId !== subscription.sessionId)
    return { name: null, mismatch: { reason: 'other_session' } };
  const mismatch = filterMismatch(subscription.filter, event);
  return mismatch === null ? { name, mismatch } : { name: null, mismatch };
};

/**
 * W-1: the name under which an endpoint gets an event, or null when it does not want it. One name however many
 * filters match: the alias when subscribed by it, else the dotted type.
 */
export const deliveredName = (subscription: Subscription, event: ChosenEvent): string | null =>
  judgeSubscription(subscription, event).name;

const subscribedName = (events: readonly string[], event: ChosenEvent): string | null => {
  if (!isDeliverable(event.type)) return null;
  const alias = aliasOf(event);
  if (alias !== null && events.includes(alias)) return alias;
  if (events.includes(event.type)) return event.type;
  return events.includes('*') && isInWildcard(event.type) ? event.type : null;
};
