import type { ClientHubRpc, EndpointSubscription, TestFilterResponse, WaqtorEvent } from '@waqtor/contracts';
import { deliveredName } from '@waqtor/core/webhook/event-filter';
import { agedSeq } from '../log/retention.ts';
import type { Hub } from '../hub.ts';

export type MatchingQuery = Parameters<ClientHubRpc['matchingEvents']>[0];

/** Newest events that a dry run looks at, and matches that it shows. */
const MAX_EXAMINED = 500;
const MAX_SHOWN = 5;
/** Bounds of one answer of `matchingEvents`: what is looked at, and what travels. */
const MAX_SCANNED = 2_000;
const MAX_MATCHING = 500;
const MAX_MATCHING_CHARS = 2_000_000;

type Row = { seq: number; at: number; body: string };

/** W-3: what a subscription would have got of the newest events; nothing is sent, nothing is kept. */
export const testSubscription = (
  { log, sql }: Hub,
  subscription: Omit<EndpointSubscription, 'endpointId' | 'enabled'>,
): TestFilterResponse => {
  const matches: TestFilterResponse['matches'] = [];
  let [examined, matched] = [0, 0];
  for (const { body } of sql.exec<Row>(
    'SELECT seq, at, body FROM events WHERE seq > ? ORDER BY seq DESC LIMIT ?',
    log.lastSeq - MAX_EXAMINED,
    MAX_EXAMINED,
  )) {
    examined += 1;
    const event = JSON.parse(body) as WaqtorEvent;
    if (deliveredName(subscription, event) === null) continue;
    matched += 1;
    if (matches.length < MAX_SHOWN) matches.push({ id: event.id, type: event.type, timestamp: event.timestamp });
  }
  return { examined, matched, matches, reason: null, failedCondition: null };
};

/**
 * What an endpoint would get of a stretch of the log, oldest first, as it is subscribed now; `since` and `until` are
 * times at which the log took them. The position goes on where the answer says, also when nothing matched.
 */
export const matchingEvents = (
  { log, sql, drain }: Hub,
  query: MatchingQuery,
): Awaited<ReturnType<ClientHubRpc['matchingEvents']>> => {
  const subscription = drain.subscriptionOf(query.endpointId);
  if (!subscription) return { events: [], upTo: log.lastSeq, hasMore: false };
  const until = Date.parse(query.until);
  const limit = Math.min(Math.max(1, query.limit), MAX_MATCHING);
  const events: { event: WaqtorEvent; name: string }[] = [];
  let upTo = Math.max(query.after, agedSeq({ log, sql }, Date.parse(query.since)));
  let [scanned, chars] = [0, 0];
  for (const row of sql.exec<Row>(
    'SELECT seq, at, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?',
    upTo,
    MAX_SCANNED,
  )) {
    if (row.at >= until) return { events, upTo, hasMore: false };
    if (events.length === limit || chars >= MAX_MATCHING_CHARS) return { events, upTo, hasMore: true };
    scanned += 1;
    const event = JSON.parse(row.body) as WaqtorEvent;
    const name = deliveredName(subscription, event);
    if (name !== null) {
      events.push({ event, name });
      chars += row.body.length;
    }
    upTo = row.seq;
  }
  return { events, upTo, hasMore: scanned === MAX_SCANNED };
};
