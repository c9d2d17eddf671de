import type { TestFilterResponse, WebhookFilter } from '@waqtor/contracts';
import { deliveredName } from './event-filter.ts';
import { matchesFilter } from './match-filter.ts';

interface Subscription {
  events: readonly string[];
  sessionId: string | null;
  filter: WebhookFilter | null;
}
interface SubscribedEvent {
  type: string;
  sessionId?: string | undefined;
  data: Record<string, unknown>;
}
/** Both null: the event would be delivered. */
export type Explanation = Pick<TestFilterResponse, 'reason' | 'failedCondition'>;

const because = (reason: Explanation['reason'], failedCondition: number | null = null): Explanation => ({
  reason,
  failedCondition,
});

/** Why an endpoint would not get an event: the first thing that stands against it, in the order of the form. */
export const explainMatch = ({ filter, ...subscribed }: Subscription, event: SubscribedEvent): Explanation => {
  if (deliveredName({ ...subscribed, sessionId: null }, event) === null) return because('event_not_subscribed');
  if (deliveredName(subscribed, event) === null) return because('other_session');
  const { chats, conditions = [] } = filter ?? {};
  if (chats !== undefined && !matchesFilter({ chats }, event)) return because('other_chat');
  // One by one, by the very function that decides deliveries: this cannot say otherwise than what will happen.
  const failed = conditions.findIndex((condition) => !matchesFilter({ conditions: [condition] }, event));
  return failed < 0 ? because(null) : because('condition_failed', failed);
};
