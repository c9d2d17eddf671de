import { hubStatsSchema } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { client, figures } from './figures.fixture.ts';
import { mergeFigures } from './merge-figures.ts';

const error = (time: string) => ({ time, message: 'A job failed.', source: 'jobs' });
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 21, 9, 0, seconds)).toISOString();

describe('figures of hub and relays', () => {
  it('H-13 leaves the figures of one as they are', () => {
    const one = figures({ topics: { session: 1 }, clients: [client(1)] });
    expect(mergeFigures([one])).toEqual(one);
  });

  it('H-13 adds what is counted and works the average out anew', () => {
    const hub = figures({
      connections: { current: 1, total: 5, disconnections: 4, alive: 1, dead: 0 },
      messages: { received: 10, broadcasts: 3, lastBroadcast: null },
      buffer: { total: 100, average: 100 },
      topics: { session: 1, 'chat:*': 1 },
      security: { ...figures().security, oversizedMessages: 2 },
    });
    const relay = figures({
      connections: { current: 3, total: 7, disconnections: 4, alive: 2, dead: 1 },
      messages: { received: 1, broadcasts: 1, lastBroadcast: null },
      buffer: { total: 300, average: 100 },
      topics: { session: 2, monitor: 1 },
      security: { ...figures().security, oversizedMessages: 1, unauthorizedAttempts: 1 },
    });
    const merged = mergeFigures([hub, relay, figures()]);
    expect(merged.connections).toEqual({ current: 4, total: 12, disconnections: 8, alive: 3, dead: 1 });
    expect(merged.messages).toMatchObject({ received: 11, broadcasts: 4 });
    expect(merged.buffer).toEqual({ total: 400, average: 100 });
    expect(merged.topics).toEqual({ session: 3, 'chat:*': 1, monitor: 1 });
    expect(merged.security).toMatchObject({ oversizedMessages: 3, unauthorizedAttempts: 1 });
    expect(hubStatsSchema.safeParse({ ...merged, system: { hosts: [] } }).error).toBeUndefined();
  });

  it('H-13 is as old as the oldest, and tells the newest broadcast and error, in any order', () => {
    const server = { uptime: 0, uptimeFormatted: '', timestamp: at(60) };
    const [a, b] = [
      figures({
        server: { ...server, startTime: at(30) },
        messages: { received: 0, broadcasts: 1, lastBroadcast: at(40) },
        errors: { total: 1, last: error(at(50)) },
      }),
      figures({
        server: { ...server, startTime: at(10), timestamp: at(61) },
        messages: { received: 0, broadcasts: 1, lastBroadcast: at(45) },
        errors: { total: 2, last: error(at(31)) },
      }),
    ];
    for (const list of [
      [a, b, figures({ server: { ...server, startTime: at(20) } })],
      [figures({ server: { ...server, startTime: at(20) } }), b, a],
    ]) {
      const merged = mergeFigures(list);
      expect(merged.server).toEqual({
        startTime: at(10),
        timestamp: at(61),
        uptime: 51,
        uptimeFormatted: '00:00:51',
      });
      expect(merged.messages.lastBroadcast).toBe(at(45));
      expect(merged.errors).toEqual({ total: 3, last: error(at(50)) });
    }
  });

  it('H-13 lists 200 clients: most unacknowledged bytes first, then the newest', () => {
    const many = Array.from({ length: 150 }, (_, n) => client(n, { connected: at(n % 50) }));
    const heavy = client(1000, { buffered: 9, connected: at(0) });
    const newest = client(1001, { connected: at(59) });
    const { clients } = mergeFigures([figures({ clients: many }), figures({ clients: [...many, heavy, newest] })]);
    expect(clients).toHaveLength(200);
    expect(clients.slice(0, 2)).toEqual([heavy, newest]);
    expect(clients.at(-1)?.connected).toBe(at(17));
  });

  it('H-13 refuses to make figures of nothing', () => {
    expect(() => mergeFigures([])).toThrow(RangeError);
  });
});
