import { describe, expect, it } from 'vitest';
import { MAX_RELAYS, placeSocket, type RelayLoad } from './relay-placement.ts';

const relay = (number: number, connections: number, isReady = true): RelayLoad => ({
  relay: number,
  connections,
  isReady,
});

describe('placement', () => {
  it('H-1 keeps sockets at the hub until it holds 1,500', () => {
    expect(placeSocket(0, [], 1500)).toEqual({ relay: 0, isAnotherNeeded: false });
    expect(placeSocket(1499, [relay(1, 0)], 1500).relay).toBe(0);
    expect(placeSocket(1500, [relay(1, 0)], 1500).relay).toBe(1);
  });

  it('H-1 begins a relay at 80 % of all places, before it is needed', () => {
    expect(placeSocket(1198, [], 1500).isAnotherNeeded).toBe(false);
    expect(placeSocket(1199, [], 1500).isAnotherNeeded).toBe(true);
    expect(placeSocket(1500, [relay(1, 800)], 1500).isAnotherNeeded).toBe(false);
    expect(placeSocket(1500, [relay(1, 900)], 1500).isAnotherNeeded).toBe(true);
  });

  it('H-1 chooses the ready relay with the fewest sockets', () => {
    expect(placeSocket(1500, [relay(1, 700), relay(2, 300), relay(3, 0, false)], 1500).relay).toBe(2);
  });

  it('H-1 refuses nobody when everything is full', () => {
    expect(placeSocket(1500, [relay(1, 1500)], 1500)).toEqual({ relay: 0, isAnotherNeeded: true });
    const many = Array.from({ length: MAX_RELAYS }, (_, at) => relay(at + 1, 1500));
    expect(placeSocket(9000, many, 1500)).toEqual({ relay: 0, isAnotherNeeded: false });
  });
});
