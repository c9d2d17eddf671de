import { describe, expect, it } from 'vitest';
import type { OutboxRow } from '../store/outbox.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { EventPump } from './event-pump.ts';

const make = (ackedN = 0) => {
  const clock = new FakeClock();
  const rows: OutboxRow[] = [];
  const frames: number[][] = [];
  let buffered = 0;
  const pump = new EventPump({
    clock,
    rows: (afterN, limit) => rows.filter((row) => row.event.n > afterN).slice(0, limit),
    send: (events) => frames.push(events.map((event) => event.n)),
    bufferedBytes: () => buffered,
    ackedN,
  });
  const add = (count: number, bytes = 100) => {
    for (let i = 0; i < count; i++)
      rows.push({ event: { n: rows.length + 1, at: '2030-01-01T00:00:00.000Z', fact: {} }, bytes });
    pump.notify();
  };
  return { clock, rows, frames, pump, add, setBuffered: (bytes: number) => (buffered = bytes) };
};

describe('S-4 the event pump', () => {
  it('S-4 sends the first row at once and what follows within 10 ms together', async () => {
    const t = make();
    t.add(1);
    expect(t.frames).toEqual([[1]]);
    t.add(1);
    t.add(1);
    expect(t.frames).toHaveLength(1);
    await t.clock.advance(10);
    expect(t.frames).toEqual([[1], [2, 3]]);
  });

  it('S-4 puts at most 100 rows into a frame and sends each once, in order', async () => {
    const t = make();
    t.add(250);
    await t.clock.advance(50);
    expect(t.frames.map((frame) => frame.length)).toEqual([100, 100, 50]);
    expect(t.frames.flat()).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
  });

  it('S-4 splits a frame that would be too large, and sends one large row alone', async () => {
    const t = make();
    t.add(3, 200 * 1024);
    await t.clock.advance(50);
    expect(t.frames).toEqual([[1], [2], [3]]);
  });

  it('S-4 sends nothing more while the network does not take what it was given', async () => {
    const t = make();
    t.setBuffered(2 * 1024 * 1024);
    t.add(5);
    await t.clock.advance(1_000);
    expect(t.frames).toEqual([]);
    t.setBuffered(0);
    await t.clock.advance(100);
    expect(t.frames.flat()).toEqual([1, 2, 3, 4, 5]);
  });

  it('S-4 keeps at most 2,000 rows unacknowledged and goes on with the acknowledgement', async () => {
    const t = make();
    t.add(2_500);
    await t.clock.advance(1_000);
    expect(t.frames.flat()).toHaveLength(2_000);
    t.pump.acknowledged(1_000);
    await t.clock.advance(1_000);
    expect(t.frames.flat()).toHaveLength(2_500);
  });

  it('S-4 begins after what the room has', () => {
    const t = make(2);
    t.add(3);
    expect(t.frames).toEqual([[3]]);
  });
});
