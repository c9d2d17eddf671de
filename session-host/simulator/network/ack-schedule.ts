import type { Faults } from './faults.ts';

/** Milliseconds after acceptance, each as [least, most]. */
export interface LatencyProfile {
  sentMs: [number, number];
  deliveredMs: [number, number];
}

export const DEFAULT_LATENCY: LatencyProfile = { sentMs: [5, 20], deliveredMs: [25, 60] };

/** An ack 2 of reordered acks comes at once, the ack 1 so much later. */
const OVERTAKE_MS = 40;

export interface PlannedAck {
  ack: number;
  delayMs: number;
}

/** Which acks of an accepted message reach its sender, and when. `random` answers numbers in [0, 1). */
export const planAcks = (
  faults: Pick<Faults, 'drop_acks' | 'delay_acks_ms' | 'skip_acks' | 'reorder_acks'>,
  latency: LatencyProfile,
  random: () => number,
): PlannedAck[] => {
  if (faults.drop_acks) return [];
  const within = ([least, most]: [number, number]) => Math.round(least + (most - least) * random());
  const sent = within(latency.sentMs) + faults.delay_acks_ms;
  const delivered = Math.max(sent, within(latency.deliveredMs) + faults.delay_acks_ms);
  if (faults.skip_acks) return [{ ack: 2, delayMs: delivered }];
  if (faults.reorder_acks) {
    return [
      { ack: 2, delayMs: sent },
      { ack: 1, delayMs: sent + OVERTAKE_MS },
    ];
  }
  return [
    { ack: 1, delayMs: sent },
    { ack: 2, delayMs: delivered },
  ];
};
