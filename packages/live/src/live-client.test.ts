import { describe, expect, it } from 'vitest';
import { ACK_AFTER_BYTES } from './acknowledger.ts';
import { event, events, FakeSocket, LOG_A, LOG_B, settled, setUp, welcome } from './fake-hub.fixture.ts';
import { ConnectionRefused } from './socket.ts';

describe('H-4 connection', () => {
  it('H-4 subscribes from the end of the log at the welcome when it stands nowhere yet', async () => {
    const { begin, last, client } = setUp();
    await begin();
    expect(last().frames('subscribe')).toEqual([{ type: 'subscribe', topics: ['session'], since: 10, logId: LOG_A }]);
    expect(client.position).toEqual({ logId: LOG_A, seq: 10 });
  });

  it('H-4 hands over events in order and keeps ephemeral ones', async () => {
    const { begin, last, seen } = setUp();
    await begin();
    await last().say(events(10, 12, [11, null, 12]));
    expect(seen.seqs).toEqual([11, null, 12]);
  });

  it('D-6 tells when a subscription holds, so that what was read before is read again', async () => {
    let told = 0;
    const { begin, last } = setUp({ onSubscribed: () => (told += 1) });
    await begin();
    expect(told).toBe(0);
    await last().say({ type: 'subscribed', topics: ['session'] });
    expect(told).toBe(1);
  });

  it('H-4 ignores frames of a newer server and what is no JSON', async () => {
    const { begin, last, seen } = setUp();
    await begin();
    await last().sayRaw('{"type":"news"}');
    await last().sayRaw('<html>');
    await last().say(events(10, 11, [11]));
    expect(seen.seqs).toEqual([11]);
  });

  it('H-4 tells a refused topic', async () => {
    const errors: unknown[] = [];
    const { begin, last } = setUp({ onError: (error) => void errors.push(error) });
    await begin();
    await last().say({ type: 'error', code: 'topic_not_allowed', message: 'no' });
    expect(errors).toMatchObject([{ code: 'topic_not_allowed' }]);
  });
});

describe('H-6 resume', () => {
  it('H-6 resumes after a cut from where it stood', async () => {
    const { begin, last, clock, seen } = setUp();
    await begin();
    await last().say(events(10, 15, [12]));
    await last().drop(1006);
    await clock.advance(1_000);
    await last().say(welcome(20));
    expect(last().frames('subscribe')).toEqual([{ type: 'subscribe', topics: ['session'], since: 15, logId: LOG_A }]);
    await last().say(events(15, 20, [16, 20]));
    expect(seen.seqs).toEqual([12, 16, 20]);
  });

  it('H-6 begins where an earlier run stopped', async () => {
    const { begin, last } = setUp({ resumeFrom: { logId: LOG_A, seq: 4 } });
    await begin(10);
    expect(last().frames('subscribe')).toEqual([{ type: 'subscribe', topics: ['session'], since: 4, logId: LOG_A }]);
  });

  it('H-6 asks again for a frame that it missed, once, and doubles nothing', async () => {
    const { begin, last, seen } = setUp();
    await begin();
    await last().say(events(12, 13, [13, null]));
    await last().say(events(13, 14, [14]));
    expect(last().frames('resume')).toEqual([{ type: 'resume', logId: LOG_A, since: 10 }]);
    await last().say(events(10, 14, [11, 12, 13, 14]));
    expect(seen.seqs).toEqual([null, 11, 12, 13, 14]);
  });

  it('H-6 leaves out what overlaps with events that it has', async () => {
    const { begin, last, seen } = setUp();
    await begin();
    await last().say(events(10, 12, [11, 12]));
    await last().say(events(11, 13, [12, 13]));
    expect(seen.seqs).toEqual([11, 12, 13]);
  });

  it('H-6 tells a gap and goes on behind it', async () => {
    const { begin, last, seen } = setUp();
    await begin();
    await last().say({ type: 'gap', from: 11, to: 50 });
    await last().say(events(50, 51, [51]));
    expect(seen.gaps).toEqual([{ from: 11, to: 50 }]);
    expect(seen.seqs).toEqual([51]);
  });

  it('H-6 takes over another log after its gap', async () => {
    const { begin, last, clock, client, seen } = setUp();
    await begin();
    await last().drop(1006);
    await clock.advance(1_000);
    await last().say(welcome(3, LOG_B));
    expect(last().frames('subscribe')[0]).toMatchObject({ since: 10, logId: LOG_A });
    await last().say({ type: 'gap', from: 0, to: 3 });
    await last().say({ type: 'events', prev: 3, upTo: 4, events: [event(4, LOG_B)] });
    expect(seen.seqs).toEqual([4]);
    expect(client.position).toEqual({ logId: LOG_B, seq: 4 });
  });

  it('H-6 waits for a handler before the next event', async () => {
    const order: string[] = [];
    let release = (): void => undefined;
    const { begin, last } = setUp({
      onEvent: ({ seq }) => {
        order.push(`begin ${seq}`);
        return seq === 11 ? new Promise<void>((resolve) => (release = resolve)) : undefined;
      },
    });
    await begin();
    await last().say(events(10, 12, [11, 12]));
    expect(order).toEqual(['begin 11']);
    release();
    await settled();
    expect(order).toEqual(['begin 11', 'begin 12']);
  });

  it('H-6 reports a handler that throws and goes on', async () => {
    const errors: unknown[] = [];
    const seqs: unknown[] = [];
    const { begin, last } = setUp({
      onEvent: ({ seq }) => {
        if (seq === 11) throw new Error('handler');
        seqs.push(seq);
      },
      onError: (error) => void errors.push(error),
    });
    await begin();
    await last().say(events(10, 12, [11, 12]));
    expect(seqs).toEqual([12]);
    expect(errors).toHaveLength(1);
  });

  it('H-6 takes a frame that is larger than its whole queue', async () => {
    const { begin, last, seen } = setUp({ maxQueuedEvents: 2 });
    await begin();
    await last().say(events(10, 13, [11, 12, 13]));
    expect(seen.seqs).toEqual([11, 12, 13]);
  });

  it('H-6 lets go of the connection when its queue is full, and loses and doubles nothing', async () => {
    const seqs: (number | undefined)[] = [];
    let release = (): void => undefined;
    const { begin, last, clock, sockets } = setUp({
      maxQueuedEvents: 2,
      onEvent: ({ seq }) => {
        seqs.push(seq);
        return seq === 11 ? new Promise<void>((resolve) => (release = resolve)) : undefined;
      },
    });
    await begin();
    await last().say(events(10, 12, [11, 12]));
    await last().say(events(12, 13, [13]));
    expect(sockets[0]?.closedWith).toMatchObject({ reason: 'queue_full' });
    release();
    await clock.advance(1_000);
    await last().say(welcome(13));
    expect(last().frames('subscribe')[0]).toMatchObject({ since: 12 });
    await last().say(events(12, 13, [13]));
    expect(seqs).toEqual([11, 12, 13]);
  });
});

describe('H-7 heartbeat', () => {
  it('H-7 sends exactly the ping bytes at once and 30 s after each pong, and measures the way', async () => {
    const { begin, last, clock, seen } = setUp();
    await begin();
    const pings = () => last().sent.filter((data) => data === '{"type":"ping"}').length;
    expect(pings()).toBe(1);
    await clock.advance(40);
    await last().say({ type: 'pong' });
    expect(seen.latencies).toEqual([40]);
    await clock.advance(29_959);
    expect(pings()).toBe(1);
    await clock.advance(1);
    expect(pings()).toBe(2);
  });

  it('H-7 gives up a connection whose pong stays away', async () => {
    const { begin, last, clock, client, sockets } = setUp();
    await begin();
    await clock.advance(10_000);
    expect(last().closedWith).toMatchObject({ reason: 'pong_timeout' });
    expect(client.state).toMatchObject({ kind: 'reconnecting', attempt: 1 });
    await clock.advance(1_000);
    expect(sockets).toHaveLength(2);
  });
});

describe('H-7 after time that passed unnoticed', () => {
  it('H-7 pings at once when asked to check, once, and gives up without an answer in 10 s', async () => {
    const { begin, last, clock, client } = setUp();
    await begin();
    await last().say({ type: 'pong' });
    await clock.advance(12_000);
    client.checkNow();
    client.checkNow();
    expect(last().frames('ping')).toHaveLength(2);
    await clock.advance(9_999);
    expect(client.state.kind).toBe('connected');
    await clock.advance(1);
    expect(last().closedWith).toMatchObject({ reason: 'pong_timeout' });
  });

  it('H-7 goes back to its 30 s after a check', async () => {
    const { begin, last, clock, client } = setUp();
    await begin();
    await last().say({ type: 'pong' });
    await clock.advance(12_000);
    client.checkNow();
    await last().say({ type: 'pong' });
    await clock.advance(29_999);
    expect(last().frames('ping')).toHaveLength(2);
    await clock.advance(1);
    expect(last().frames('ping')).toHaveLength(3);
  });

  it('H-12 tries at once when asked to check while it waits, and lets a try that is under way go on', async () => {
    const { begin, last, sockets, client } = setUp();
    await begin();
    await last().drop(1006);
    client.checkNow();
    await settled();
    client.checkNow();
    await settled();
    expect(sockets).toHaveLength(2);
    expect(last().closedWith).toBeNull();
  });
});

describe('H-10 acknowledgement', () => {
  it('H-10 acknowledges after 20 s', async () => {
    const { begin, last, clock } = setUp();
    await begin();
    await last().say({ type: 'pong' });
    await last().say(events(10, 12, [11]));
    await clock.advance(19_999);
    expect(last().frames('ack')).toEqual([]);
    await clock.advance(1);
    expect(last().frames('ack')).toEqual([{ type: 'ack', seq: 12 }]);
  });

  it('H-10 acknowledges after 128 KB', async () => {
    const { begin, last } = setUp();
    await begin();
    const frame = {
      type: 'events',
      prev: 10,
      upTo: 11,
      events: [{ ...event(11), data: { pad: 'x'.repeat(ACK_AFTER_BYTES) } }],
    };
    await last().sayRaw(JSON.stringify(frame));
    expect(last().frames('ack')).toEqual([{ type: 'ack', seq: 11 }]);
  });

  it('H-10 acknowledges what takes credit without moving the position', async () => {
    const { begin, last } = setUp();
    await begin();
    const stats = { ...event(null), data: { pad: 'x'.repeat(ACK_AFTER_BYTES / 2) } };
    for (let i = 0; i < 4; i++)
      await last().sayRaw(JSON.stringify({ type: 'events', prev: 10, upTo: 10, events: [stats] }));
    expect(last().frames('ack')).toEqual([
      { type: 'ack', seq: 10 },
      { type: 'ack', seq: 10 },
    ]);
  });

  it('H-10 acknowledges a frame of slow work event by event', async () => {
    let release = (): void => undefined;
    const { begin, last, clock } = setUp({ onEvent: () => new Promise<void>((resolve) => (release = resolve)) });
    await begin();
    await last().say({ type: 'pong' });
    await last().say(events(10, 20, [11, 12]));
    release();
    await settled();
    await clock.advance(20_000);
    expect(last().frames('ack')).toEqual([{ type: 'ack', seq: 11 }]);
    release();
    await settled();
    await clock.advance(10_000);
    await last().say({ type: 'pong' });
    await clock.advance(10_000);
    expect(last().frames('ack')).toEqual([
      { type: 'ack', seq: 11 },
      { type: 'ack', seq: 20 },
    ]);
  });

  it('H-10 acknowledges on a new connection nothing of the log before', async () => {
    let release = (): void => undefined;
    const { begin, last, clock, client } = setUp({
      onEvent: () => new Promise<void>((resolve) => (release = resolve)),
    });
    await begin(40);
    await last().say(events(40, 50, [50]));
    await last().drop(1006);
    await clock.advance(1_000);
    await last().say(welcome(3, LOG_B));
    await last().say({ type: 'pong' });
    release();
    await clock.advance(25_000);
    expect(last().frames('ack')).toEqual([]);
    expect(client.position).toEqual({ logId: LOG_A, seq: 50 });
  });

  it('H-10 acknowledges nothing that a handler still works on', async () => {
    const { begin, last, clock } = setUp({ onEvent: () => new Promise<void>(() => undefined) });
    await begin();
    await last().say({ type: 'pong' });
    await last().say(events(10, 11, [11]));
    await clock.advance(25_000);
    expect(last().frames('ack')).toEqual([]);
  });
});

describe('H-12 coming back', () => {
  it('H-12 names the connection that it lost, until it stops by itself', async () => {
    const { begin, last, clock, seen, client } = setUp();
    await begin();
    await last().drop(1006);
    await clock.advance(1_000);
    await last().drop(1006);
    await clock.advance(2_000);
    client.stop();
    client.start();
    await settled();
    const { connectionId } = welcome(10) as { connectionId: string };
    expect(seen.opened.map(({ replaces }) => replaces)).toEqual([null, connectionId, connectionId, null]);
  });

  it('H-12 backs off when another connection takes its place', async () => {
    const { begin, last, client } = setUp();
    await begin();
    await last().drop(4409);
    expect(client.state).toEqual({ kind: 'reconnecting', attempt: 1, retryInMs: 1_000 });
  });

  it.each([1001, 1012])('H-12 is offline after five returns that ended with %i', async (closeCode) => {
    const { begin, last, clock, client } = setUp();
    await begin();
    for (let failure = 1; failure <= 5; failure++) {
      await last().say({ type: 'going_away' });
      await last().drop(closeCode);
      expect(client.state).toMatchObject({ kind: 'reconnecting', attempt: failure });
      await clock.advance(10_000);
      await last().say(welcome(10));
    }
    await last().drop(closeCode);
    expect(client.state).toEqual({ kind: 'offline', retryInMs: 30_000 });
  });

  it('H-12 tries at once when offline, in the place of a try that hangs', async () => {
    const { begin, last, clock, client, sockets, seen } = setUp();
    await begin();
    for (const delayMs of [1_000, 2_000, 4_000, 8_000, 16_000]) {
      await last().drop(1006);
      await clock.advance(delayMs);
    }
    await last().drop(1006);
    expect(client.state.kind).toBe('offline');
    client.retryNow();
    await settled();
    const hanging = last();
    client.retryNow();
    await settled();
    expect(sockets).toHaveLength(8);
    expect(hanging.closedWith).not.toBeNull();
    await hanging.say(welcome(10));
    expect(client.state.kind).toBe('offline');
    await last().say(welcome(10));
    expect(seen.states.at(-1)).toEqual({ kind: 'connected' });
  });

  it('H-12 leaves no timer and hands nothing over after stop, and goes on from there', async () => {
    let release = (): void => undefined;
    const seqs: unknown[] = [];
    const { begin, last, clock, client } = setUp({
      onEvent: ({ seq }) => {
        seqs.push(seq);
        return new Promise<void>((resolve) => (release = resolve));
      },
    });
    await begin();
    await last().say(events(10, 12, [11, 12]));
    await last().say({ type: 'rate_limit_warning', retryAfterMs: 5_000 });
    client.stop();
    expect(clock.timers).toBe(0);
    release();
    await settled();
    expect(seqs).toEqual([11]);
    client.start();
    await settled();
    await last().say(welcome(12));
    expect(last().frames('subscribe')).toMatchObject([{ since: 11 }]);
  });

  it('H-12 stops for good when refused', async () => {
    const { begin, last, clock, sockets, client } = setUp();
    await begin();
    await last().drop(4401);
    await clock.advance(120_000);
    expect(client.state).toEqual({ kind: 'stopped', closeCode: 4401 });
    expect(sockets).toHaveLength(1);
  });

  it('H-12 stops when the ticket is refused for want of a login', async () => {
    const { client } = setUp({ openSocket: () => Promise.reject(new ConnectionRefused(4401)) });
    client.start();
    await settled();
    expect(client.state).toEqual({ kind: 'stopped', closeCode: 4401 });
  });

  it('H-12 is offline after five failed tries', async () => {
    const { client, clock, seen } = setUp({ openSocket: () => Promise.reject(new Error('network')) });
    client.start();
    await settled();
    await clock.advance(1_000 + 2_000 + 4_000 + 8_000 + 16_000);
    expect(seen.states.map(({ kind }) => kind)).toEqual([
      'connecting',
      ...Array.from({ length: 5 }, () => 'reconnecting'),
      'offline',
    ]);
    expect(client.state).toEqual({ kind: 'offline', retryInMs: 30_000 });
  });

  it('H-12 starts the backoff anew after a connection that lasted', async () => {
    const { begin, last, clock, client } = setUp();
    await begin();
    await last().drop(1006);
    await clock.advance(1_000);
    await last().say(welcome(10));
    await last().drop(1006);
    expect(client.state).toMatchObject({ attempt: 2 });
    await clock.advance(2_000);
    await last().say(welcome(10));
    await clock.advance(5_000);
    await last().drop(1006);
    expect(client.state).toMatchObject({ attempt: 1 });
  });

  it('H-12 tries at once when asked', async () => {
    const { begin, last, client, sockets } = setUp();
    await begin();
    await last().drop(1006);
    client.retryNow();
    await settled();
    expect(sockets).toHaveLength(2);
  });

  it('H-12 closes a socket that opens after stop', async () => {
    let open = (_socket: FakeSocket): void => undefined;
    const { client } = setUp({ openSocket: () => new Promise<FakeSocket>((resolve) => (open = resolve)) });
    client.start();
    client.stop();
    const late = new FakeSocket();
    open(late);
    await settled();
    expect(late.closedWith).toMatchObject({ code: 1000 });
    expect(client.state).toEqual({ kind: 'stopped', closeCode: 1000 });
  });

  it('H-12 tries again when no welcome comes', async () => {
    const { client, clock, sockets } = setUp();
    client.start();
    await clock.advance(15_000);
    expect(client.state).toMatchObject({ kind: 'reconnecting' });
    await clock.advance(1_000);
    expect(sockets).toHaveLength(2);
  });
});
