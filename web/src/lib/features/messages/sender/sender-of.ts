import type { Message } from '@waqtor/contracts';

type Origin = NonNullable<Message['origin']>;

/** What is said of a sender above a message. `name` is null where the reader may not know it, or where it is gone. */
export interface Sender {
  kind: Origin['kind'];
  name: string | null;
}

const KNOWN: ReadonlySet<string> = new Set<Origin['kind']>(['phone', 'dashboard', 'api', 'campaign', 'bot']);

/**
 * Who sent an outbound message, for somebody who looks at it. Null: they did so themselves, or nobody can say (an
 * inbound message, one of before it was kept, an origin that this version has no words for).
 */
export const senderOf = (
  origin: Message['origin'],
  reader: { ownId: string; nameOf: (id: string) => string | null },
): Sender | null => {
  if (!origin || !KNOWN.has(origin.kind)) return null;
  if (origin.kind === 'dashboard' && origin.id === reader.ownId) return null;
  return { kind: origin.kind, name: origin.id === null ? null : reader.nameOf(origin.id) };
};
