import { WaqtorError, eventSchema } from '@waqtor/contracts';
import type { TestFilterResponse, WaqtorEvent, WebhookFilter } from '@waqtor/contracts';
import { judgeSubscription } from '@waqtor/core/webhook/event-filter';
import type { ApiContext } from '../api.ts';
import { hubOf, reach } from '../objects.ts';

/** As far back as a subscription is tried on the log. */
const NEWEST_EVENTS = 500;

/** What the filter reads; a body that somebody typed may lack the rest. */
const triedSchema = eventSchema.partial().required({ type: true, data: true });
type TriedEvent = Pick<WaqtorEvent, 'type' | 'data'> & {
  id?: string | undefined;
  timestamp?: string | undefined;
  sessionId?: string | undefined;
};

const refuse = (pointer: string, code: string, message: string): never => {
  throw new WaqtorError('validation_failed', { errors: [{ pointer, code, message }] });
};

const newestEvents = async (c: ApiContext): Promise<WaqtorEvent[]> => {
  const { workspaceId } = c.get('principal');
  const read = (after: number, limit: number) =>
    reach(() => hubOf(c.env, workspaceId).readEvents({ after, limit }), { isRepeatable: true });
  const { lastSeq } = await read(0, 1);
  return (await read(Math.max(0, lastSeq - NEWEST_EVENTS), NEWEST_EVENTS)).data;
};

/** The one event that a dry run is about; null when it is about the newest of the log. */
export const eventToTry = async (
  c: ApiContext,
  wish: { event?: Record<string, unknown> | undefined; eventId?: string | undefined },
): Promise<TriedEvent | null> => {
  if (wish.event !== undefined) {
    const parsed = triedSchema.safeParse(wish.event);
    if (parsed.success) return parsed.data;
    return refuse(`/event/${parsed.error.issues[0]?.path.join('/') ?? ''}`, 'not_an_event', 'is not part of an event');
  }
  if (wish.eventId === undefined) return null;
  const found = (await newestEvents(c)).find(({ id }) => id === wish.eventId);
  return found ?? refuse('/eventId', 'not_in_log', 'is not among the newest events of the log');
};

/** The dry run on one event. */
export const tryOn = (
  subscription: { events: readonly string[]; sessionId: string | null; filter: WebhookFilter | null },
  event: TriedEvent,
): TestFilterResponse => {
  const { mismatch } = judgeSubscription(subscription, event);
  const isMatch = mismatch === null;
  const { id, type, timestamp } = event;
  const isNamed = isMatch && id !== undefined && timestamp !== undefined;
  return {
    examined: 1,
    matched: isMatch ? 1 : 0,
    matches: isNamed ? [{ id, type, timestamp }] : [],
    reason: mismatch?.reason ?? null,
    failedCondition: mismatch?.reason === 'condition_failed' ? mismatch.failedCondition : null,
  };
};
