import { SESSION_REASONS } from '@waqtor/contracts';

const isKnown = (reason: unknown): boolean => (SESSION_REASONS as readonly unknown[]).includes(reason);

/**
 * Reasons are an open list: of one that a newer host tells nothing is known but that the status holds, and the status
 * matters more than why. Everything else is left as it came, for the schema to judge.
 */
export const withKnownReason = (fact: unknown): unknown => {
  if (typeof fact !== 'object' || fact === null || !('type' in fact) || fact.type !== 'state') return fact;
  if (!('reason' in fact) || typeof fact.reason !== 'string' || isKnown(fact.reason)) return fact;
  return { ...fact, reason: null };
};
