import type { Peer } from '@waqtor/contracts';
import type { EngineFact } from './engine.ts';

/** People of whom it was told lately; telling again is harmless. */
const MAX_TOLD = 10_000;
const isDigits = (text: string | null): text is string => text !== null && /^\d{5,20}$/.test(text);

const peersIn = (fact: EngineFact): Peer[] => {
  switch (fact.type) {
    case 'message':
    case 'reaction':
    case 'poll_vote':
    case 'typing':
      return [fact.peer];
    case 'group':
      return fact.participants.map(({ peer }) => peer);
    case 'group_change':
      return fact.by ? [...fact.participants, fact.by] : fact.participants;
    default:
      return [];
  }
};

/**
 * Puts the fact that a number and a lid are one person (S-10) in front of the first fact that shows it, once per
 * instance; an `identity` that comes by itself is told once too.
 */
export const tellingIdentities = (emit: (fact: EngineFact) => void): ((fact: EngineFact) => void) => {
  const told = new Map<string, string>();
  const tell = (phone: string | null, lid: string | null): void => {
    if (!isDigits(phone) || !isDigits(lid) || told.get(lid) === phone) return;
    told.delete(lid);
    told.set(lid, phone);
    const [oldest] = told.keys();
    if (told.size > MAX_TOLD && oldest) told.delete(oldest);
    emit({ type: 'identity', phone, lid });
  };
  return (fact) => {
    if (fact.type === 'identity') return tell(fact.phone, fact.lid);
    for (const { phone, lid } of peersIn(fact)) tell(phone, lid);
    emit(fact);
  };
};
