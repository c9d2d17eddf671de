import { describe, expect, it } from 'vitest';
import { planAcks } from './ack-schedule.ts';
import { applyFaults, faultsRequestSchema, NO_FAULTS } from './faults.ts';
import { seededRandom } from './seeded-random.ts';

const latency = { sentMs: [10, 10], deliveredMs: [30, 30] } as {
  sentMs: [number, number];
  deliveredMs: [number, number];
};
const plan = (faults: object) => planAcks({ ...NO_FAULTS, ...faults }, latency, () => 0.5);

describe('the acks of an accepted message', () => {
  it('M-4 come one after the other', () => {
    expect(plan({})).toEqual([
      { ack: 1, delayMs: 10 },
      { ack: 2, delayMs: 30 },
    ]);
  });
  it('M-4 come late by the delay', () => {
    expect(plan({ delay_acks_ms: 500 }).map(({ delayMs }) => delayMs)).toEqual([510, 530]);
  });
  it('M-4 are dropped, skipped or overtake each other', () => {
    expect(plan({ drop_acks: true })).toEqual([]);
    expect(plan({ skip_acks: true }).map(({ ack }) => ack)).toEqual([2]);
    expect(plan({ reorder_acks: true }).map(({ ack }) => ack)).toEqual([2, 1]);
  });
  it('S-7 come at the same times with the same seed', () => {
    const wide = { sentMs: [0, 1000], deliveredMs: [1000, 2000] } as typeof latency;
    const times = (seed: number) => planAcks(NO_FAULTS, wide, seededRandom(seed));
    expect(times(7)).toEqual(times(7));
    expect(times(7)).not.toEqual(times(8));
  });
});

describe('faults', () => {
  it('S-7 keep what a request leaves out, and clear a field by null', () => {
    const set = applyFaults({ ...NO_FAULTS }, faultsRequestSchema.parse({ lid: true, delay_acks_ms: 5 }));
    expect(applyFaults(set, { delay_acks_ms: null })).toEqual({ ...NO_FAULTS, lid: true });
    expect(applyFaults(set, { dedupe: false })).toMatchObject({ lid: true, dedupe: false });
  });
  it('S-7 leave no trace of what happens once', () => {
    expect(applyFaults({ ...NO_FAULTS }, { crash_renderer: true, freeze: true, conflict: true })).toEqual(NO_FAULTS);
  });
  it('S-7 take a time for a cut network', () => {
    expect(applyFaults({ ...NO_FAULTS }, { network_cut: 500 }).network_cut).toBe(true);
  });
});
