import { GATES } from '@waqtor/contracts';
import type { Gate, GateList } from '@waqtor/contracts';

/** What decides whether the gates of a workspace are open. */
export interface GateTerms {
  /** The operator's own workspaces: nothing is closed. */
  isUnlocked: boolean;
  subscriptionExpiresAt: Date | null;
  /** Gates that depart from the default, by which every gate is there to be opened. */
  departures: readonly { id: Gate; isGated: boolean }[];
  /** By access codes. */
  unlocks: readonly { gate: Gate; unlockedUntil: Date }[];
}

type GateState = GateList['data'][number];

/** Open without a code, for whatever reason. */
export const isOpenAnyway = (terms: GateTerms, gate: Gate, now: Date): boolean => {
  const isSubscribed = terms.subscriptionExpiresAt !== null && terms.subscriptionExpiresAt > now;
  const isGated = terms.departures.find(({ id }) => id === gate)?.isGated ?? true;
  return terms.isUnlocked || isSubscribed || !isGated;
};

export const gateState = (terms: GateTerms, gate: Gate, now: Date): GateState => {
  if (isOpenAnyway(terms, gate, now)) return { id: gate, isLocked: false, unlockedUntil: null };
  const until = terms.unlocks.find((unlock) => unlock.gate === gate)?.unlockedUntil;
  if (until === undefined || until <= now) return { id: gate, isLocked: true, unlockedUntil: null };
  return { id: gate, isLocked: false, unlockedUntil: until.toISOString() };
};

export const gateList = (terms: GateTerms, now: Date): GateList => ({
  data: GATES.map((gate) => gateState(terms, gate, now)),
  subscriptionExpiresAt: terms.subscriptionExpiresAt?.toISOString() ?? null,
});
