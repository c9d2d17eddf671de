import { aliasOf, EVENT_CATALOG, isEventType } from '@waqtor/contracts';

/** Ephemeral types that `*` covers; the others (counters, progress, inbox) must be named, or `*` would be a flood. */
const EPHEMERAL_IN_WILDCARD = new Set(['session.qr']);

/**
 * W-1: the name under which an endpoint gets an event, or null when it does not want it. One name however many
 * filters match: the alias when subscribed by it, else the dotted type.
 */
export const deliveredName = (
  subscription: { events: readonly string[]; sessionId: string | null },
  event: { type: string; sessionId?: string | undefined; data: Record<string, unknown> },
): string | null => {
  if (subscription.sessionId !== null && event.sessionId !== subscription.sessionId) return null;
  const alias = aliasOf(event);
  if (alias !== null && subscription.events.includes(alias)) return alias;
  if (subscription.events.includes(event.type)) return event.type;
  if (!subscription.events.includes('*')) return null;
  const isEphemeral = isEventType(event.type) && EVENT_CATALOG[event.type].isEphemeral;
  return isEphemeral && !EPHEMERAL_IN_WILDCARD.has(event.type) ? null : event.type;
};
