import type { EngineFact } from './engine.ts';

/** People of whom it was told lately; telling again is harmless. */
const MAX_TOLD = 10_000;
const isDigits = (text: string | null): text is string => text !== null && /^\d{5,20}$/.test(text);

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
    if (fact.type === 'message' || fact.type === 'reaction') tell(fact.peer.phone, fact.peer.lid);
    emit(fact);
  };
};
