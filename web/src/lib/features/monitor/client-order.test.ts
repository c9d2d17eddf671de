import { describe, expect, it } from 'vitest';
import { DEFAULT_ORDER, nextOrder, ordered, type MonitorClient } from './client-order.ts';

const client = (id: string, change: Partial<MonitorClient> = {}): MonitorClient => ({
  id,
  kind: 'user',
  ip: '192.0.2.1',
  connected: '2026-11-20T10:00:00.000Z',
  lastPing: '2026-11-20T10:00:00.000Z',
  isAlive: true,
  buffered: 0,
  subscriptions: [],
  ...change,
});
const idsOf = (clients: MonitorClient[]): string[] => clients.map(({ id }) => id);

describe('H-14 the order of clients', () => {
  it('H-14 begins with the newest', () => {
    const clients = [client('a'), client('b', { connected: '2026-11-20T11:00:00.000Z' })];
    expect(idsOf(ordered(clients, DEFAULT_ORDER))).toEqual(['b', 'a']);
  });

  it('H-14 addresses are numbers, not letters', () => {
    const clients = [client('a', { ip: '192.0.2.10' }), client('b', { ip: '192.0.2.9' })];
    expect(idsOf(ordered(clients, { column: 'ip', isDescending: false }))).toEqual(['b', 'a']);
  });

  it('H-14 unacknowledged bytes too', () => {
    const clients = [client('a', { buffered: 9 }), client('b', { buffered: 10 })];
    expect(idsOf(ordered(clients, { column: 'buffered', isDescending: true }))).toEqual(['b', 'a']);
  });

  it('H-14 equals never swap, whatever order the hub tells them in', () => {
    const order = { column: 'buffered', isDescending: true } as const;
    expect(idsOf(ordered([client('b'), client('a')], order))).toEqual(
      idsOf(ordered([client('a'), client('b')], order)),
    );
  });

  it('H-14 a second click turns the order round; another column begins with what matters', () => {
    expect(nextOrder(DEFAULT_ORDER, 'connected')).toEqual({ column: 'connected', isDescending: false });
    expect(nextOrder(DEFAULT_ORDER, 'buffered').isDescending).toBe(true);
    expect(nextOrder(DEFAULT_ORDER, 'ip').isDescending).toBe(false);
  });
});
