import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ACK_AFTER_BYTES } from './acknowledger.ts';
import { event, events, settled, setUp, until, welcome } from './fake-hub.fixture.ts';
import { FrameReader } from './frame-reader.ts';

/** An ArrayBuffer, as a socket gives it. */
const packed = (value: unknown): ArrayBuffer => new Uint8Array(gzipSync(JSON.stringify(value))).buffer;
/** Takes long to unpack: what follows would overtake it if it could. */
const PAD = 'x'.repeat(4 * 1024 * 1024);
const bigEvents = (prev: number, seq: number) => ({
  type: 'events',
  prev,
  upTo: seq,
  events: [{ ...event(seq), data: { pad: PAD } }],
});

const reader = () => {
  const seen = { types: [] as string[], bytes: [] as number[], broken: [] as Error[], errors: [] as unknown[] };
  const made = new FrameReader({
    onFrame: ({ type }, bytes) => {
      seen.types.push(type);
      seen.bytes.push(bytes);
      if (type === 'gap') throw new Error('listener');
    },
    onBroken: (error) => void seen.broken.push(error),
    onError: (error) => void seen.errors.push(error),
  });
  return { reader: made, seen };
};

describe('H-11 gzipped frames', () => {
  it('H-11 reads a binary frame, given as buffer or as view', async () => {
    const { reader: made, seen } = reader();
    made.read(packed({ type: 'pong' }));
    made.read(new Uint8Array(packed({ type: 'state' })));
    await until(() => seen.types.length === 2);
    expect(seen.types).toEqual(['pong', 'state']);
  });

  it('H-11 hands frames over in the order of arrival, however long one takes to unpack', async () => {
    const { reader: made, seen } = reader();
    made.read(packed({ type: 'events', pad: PAD }));
    made.read('{"type":"pong"}');
    made.read(packed({ type: 'state' }));
    made.read('{"type":"subscribed"}');
    expect(seen.types).toEqual([]);
    await until(() => seen.types.length === 4);
    expect(seen.types).toEqual(['events', 'pong', 'state', 'subscribed']);
  });

  it('H-11 hands text over within the call when nothing is being unpacked', async () => {
    const { reader: made, seen } = reader();
    made.read(packed({ type: 'state' }));
    await until(() => seen.types.length === 1);
    await settled();
    made.read('{"type":"pong"}');
    expect(seen.types).toEqual(['state', 'pong']);
  });

  it('H-10 counts bytes of the wire: UTF-8 of text, packed size of binary', async () => {
    const { reader: made, seen } = reader();
    const text = '{"type":"state","x":"مرحبا"}';
    const binary = packed({ type: 'state', pad: PAD });
    made.read(text);
    made.read(binary);
    await until(() => seen.bytes.length === 2);
    expect(seen.bytes).toEqual([Buffer.byteLength(text), binary.byteLength]);
  });

  it('H-11 hands nothing over after it was stopped', async () => {
    const { reader: made, seen } = reader();
    const other = reader();
    made.read(packed({ type: 'state' }));
    made.stop();
    made.read('{"type":"pong"}');
    other.reader.read(packed({ type: 'state', pad: PAD }));
    await until(() => other.seen.types.length === 1);
    expect(seen.types).toEqual([]);
  });

  it.each([
    ['is no gzip', new TextEncoder().encode('{"type":"pong"}')],
    ['is cut short', gzipSync('{"type":"pong"}').subarray(0, 20)],
    ['holds no frame', gzipSync('<html>')],
    ['is a Blob', new Blob(['{"type":"pong"}'])],
    ['is nothing', undefined],
  ])('H-11 gives up at a binary frame that %s, and hands over nothing behind it', async (_, data) => {
    const { reader: made, seen } = reader();
    made.read(data);
    made.read('{"type":"pong"}');
    await until(() => seen.broken.length === 1);
    await settled();
    expect(seen.types).toEqual([]);
  });

  it('H-4 reports a listener that throws and goes on', async () => {
    const { reader: made, seen } = reader();
    made.read('{"type":"gap"}');
    made.read(packed({ type: 'gap' }));
    made.read('{"type":"pong"}');
    await until(() => seen.types.length === 3);
    expect(seen.errors).toHaveLength(2);
  });
});

describe('H-11 a connection with gzipped frames', () => {
  it('H-11 asks for buffers and delivers packed events before text that came later', async () => {
    const { begin, last, seen } = setUp();
    await begin();
    expect(last().binaryType).toBe('arraybuffer');
    await last().sayRaw(packed(bigEvents(10, 11)));
    await last().say(events(11, 12, [12]));
    await until(() => seen.seqs.length === 2);
    expect(seen.seqs).toEqual([11, 12]);
    expect(last().frames('resume')).toEqual([]);
  });

  it('H-10 acknowledges by packed bytes', async () => {
    const { begin, last, seen } = setUp();
    await begin();
    await last().sayRaw(packed(bigEvents(10, 11)));
    await until(() => seen.seqs.length === 1);
    expect(last().frames('ack')).toEqual([]);
    await last().sayRaw(JSON.stringify(bigEvents(11, 12)));
    expect(PAD.length).toBeGreaterThan(ACK_AFTER_BYTES);
    expect(last().frames('ack')).toEqual([{ type: 'ack', seq: 12 }]);
  });

  it('H-11 delivers nothing of a socket that was lost while its frame was unpacked', async () => {
    const { begin, last, clock, seen } = setUp();
    await begin();
    const frame = packed(bigEvents(10, 11));
    const arrived = last().sayRaw(frame);
    const lost = last().drop(1006);
    // Unpacks the same after it: when this one is through, the other would have been.
    const other = reader();
    other.reader.read(frame);
    await Promise.all([arrived, lost, until(() => other.seen.types.length === 1)]);
    await settled();
    expect(seen.seqs).toEqual([]);
    await clock.advance(1_000);
    await last().say(welcome(11));
    expect(last().frames('subscribe')[0]).toMatchObject({ since: 10 });
  });

  it('H-11 takes a frame that cannot be read for a broken connection, comes back and resumes', async () => {
    const { begin, last, clock, client, seen, sockets } = setUp();
    await begin();
    await last().say(events(10, 11, [11]));
    await last().sayRaw(new Uint8Array([1, 2, 3]).buffer);
    await until(() => sockets[0]?.closedWith !== null);
    expect(sockets[0]?.closedWith).toEqual({ code: 4902, reason: 'frame_unreadable' });
    expect(client.state).toMatchObject({ kind: 'reconnecting', attempt: 1 });
    expect(seen.errors).toHaveLength(1);
    await clock.advance(1_000);
    await last().say(welcome(12));
    expect(last().frames('subscribe')[0]).toMatchObject({ since: 11 });
  });
});
