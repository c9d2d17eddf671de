import { MAX_STATS_CLIENTS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import type { MonitorClient } from './client-order.ts';
import { MAX_TOLD_CLIENTS } from './metrics.ts';
import { withUntold } from './untold-clients.ts';

const clients = (from: number, to: number, buffered = 0): MonitorClient[] =>
  Array.from({ length: to - from }, (_, index) => ({
    id: `cnx_${from + index}`,
    kind: 'user',
    ip: '192.0.2.1',
    connected: '2026-11-20T10:00:00.000Z',
    lastPing: '2026-11-20T10:00:00.000Z',
    isAlive: true,
    buffered,
    subscriptions: [],
  }));

describe('H-14 clients that an event has no room for', () => {
  it('H-14 knows the room of the contract', () => {
    expect(MAX_TOLD_CLIENTS).toBe(MAX_STATS_CLIENTS);
  });

  it('H-14 stay as they were read last, behind those that are told', () => {
    const rows = withUntold({ connections: { current: 80 }, clients: clients(0, 50, 9) }, clients(0, 80));
    expect(rows).toEqual([...clients(0, 50, 9), ...clients(50, 80)]);
  });

  it('H-14 are never more than are connected', () => {
    const rows = withUntold({ connections: { current: 55 }, clients: clients(0, 50) }, clients(0, 80));
    expect(rows).toHaveLength(55);
  });

  it('H-14 have gone when the event had room for them', () => {
    expect(withUntold({ connections: { current: 2 }, clients: clients(0, 2) }, clients(0, 5))).toEqual(clients(0, 2));
  });
});
