import type { ServerFrame } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { event, events, LOG_A, LOG_B, settled, setUp, welcome, type FakeSocket } from './fake-hub.fixture.ts';
import { MAX_FRAME_BYTES, MAX_TOPICS } from './topics.ts';

const WARNING = { type: 'rate_limit_warning', retryAfterMs: 2_000 } as const;
const asked = (socket: FakeSocket): unknown[] => socket.frames('subscribe').map(({ topics }) => topics);

/** Connected, `session` held, the ping answered. */
const connected = async (options: Parameters<typeof setUp>[0] = {}) => {
  const made = setUp(options);
  await made.begin();
  await made.last().say({ type: 'subscribed', topics: ['session'] });
  await made.last().say({ type: 'pong' });
  return made;
};

describe('H-4 subscriptions', () => {
  it('H-4 sends what is subscribed to in one turn as one frame, each topic once, plurals folded', async () => {
    const { last, client } = await connected();
    client.subscribe(['inbox']);
    client.subscribe(['messages', 'session', 'campaigns:cmp_1']);
    client.subscribe(['message', 'webhook']);
    client.unsubscribe(['webhook']);
    await settled();
    expect(last().frames('subscribe').slice(1)).toEqual([
      { type: 'subscribe', topics: ['inbox', 'message', 'campaign:cmp_1'] },
    ]);
    expect(last().frames('unsubscribe')).toEqual([]);
  });

  it('H-4 unsubscribes from what is held, once', async () => {
    const { last, client } = await connected();
    client.unsubscribe(['sessions', 'inbox']);
    await settled();
    await last().say({ type: 'subscribed', topics: [] });
    expect(last().frames('unsubscribe')).toEqual([{ type: 'unsubscribe', topics: ['session'] }]);
  });

  it('H-4 sends changes made while an answer is awaited after it, as one frame', async () => {
    const { last, client } = await connected();
    client.subscribe(['inbox']);
    await settled();
    client.subscribe(['message']);
    await settled();
    client.subscribe(['webhook']);
    await settled();
    expect(asked(last())).toEqual([['session'], ['inbox']]);
    await last().say({ type: 'subscribed', topics: ['inbox', 'session'] });
    expect(asked(last())).toEqual([['session'], ['inbox'], ['message', 'webhook']]);
  });

  it('H-5 keeps the other topics when one is refused, on each connection', async () => {
    const { begin, last, clock, seen } = setUp({ topics: ['session', 'webhook', 'message'] });
    await begin();
    const refusal: ServerFrame = {
      type: 'error',
      code: 'topic_not_allowed',
      message: 'no',
      issues: [{ path: 'topics.1', message: 'is not allowed' }],
    };
    await last().say(refusal);
    await last().say({ type: 'subscribed', topics: ['message', 'session'] });
    expect(last().frames('subscribe').slice(1)).toEqual([
      { type: 'subscribe', topics: ['session', 'message'], since: 10, logId: LOG_A },
    ]);
    expect(seen.errors).toEqual([refusal]);
    await last().drop(1006);
    await clock.advance(1_000);
    await last().say(welcome(10));
    await last().say(refusal);
    expect(asked(last()).at(-1)).toEqual(['session', 'message']);
  });

  it('H-5 asks for a refused topic again when the program does', async () => {
    const { last, client } = await connected();
    client.subscribe(['webhook']);
    await settled();
    await last().say({ type: 'error', code: 'topic_not_allowed', message: 'no' });
    expect(asked(last())).toHaveLength(2);
    client.subscribe(['webhook']);
    await settled();
    expect(asked(last()).at(-1)).toEqual(['webhook']);
  });

  it('H-9 keeps frames below 10 KB and 50 topics, and replays only when all are held', async () => {
    const wide = Array.from({ length: 40 }, (_, index) => `chat:${'字'.repeat(98)}${index}`);
    const { begin, last, seen } = setUp({ topics: wide });
    await begin();
    const held: string[] = [];
    for (let sent = 1; held.length < wide.length; sent++) {
      const { topics, since } = last().frames('subscribe').at(-1) as { topics: string[]; since?: number };
      expect(last().frames('subscribe')).toHaveLength(sent);
      expect(since).toBeUndefined();
      held.push(...topics);
      // What the hub tells between two of them is of some topics only, and comes again with the replay.
      await last().say(events(10, 10 + sent, [10 + sent]));
      await last().say({ type: 'subscribed', topics: [...held] });
    }
    expect(last().sent.every((data) => Buffer.byteLength(data) < MAX_FRAME_BYTES)).toBe(true);
    expect(held).toEqual(wide);
    expect(last().frames('resume')).toEqual([{ type: 'resume', since: 10, logId: LOG_A }]);
    await last().say(events(10, 13, [11, 12, 13]));
    expect(seen.seqs).toEqual([11, 12, 13]);
  });

  it('H-5 makes room before it asks for more than 50 topics', async () => {
    const many = Array.from({ length: MAX_TOPICS }, (_, index) => `chat:${index}`);
    const { begin, last, client } = setUp({ topics: many });
    await begin();
    await last().say({ type: 'subscribed', topics: many });
    client.unsubscribe(['chat:0']);
    client.subscribe(['inbox']);
    await settled();
    expect(last().frames('unsubscribe')).toEqual([{ type: 'unsubscribe', topics: ['chat:0'] }]);
    expect(asked(last())).toHaveLength(1);
    await last().say({ type: 'subscribed', topics: many.slice(1) });
    expect(asked(last()).at(-1)).toEqual(['inbox']);
  });

  it('D-6 tells of topics that are new, not of those that end', async () => {
    let told = 0;
    const { client, last } = await connected({ onSubscribed: () => (told += 1) });
    client.subscribe(['inbox']);
    await settled();
    await last().say({ type: 'subscribed', topics: ['inbox', 'session'] });
    await last().say({ type: 'subscribed', topics: ['session'] });
    expect(told).toBe(2);
  });
});

describe('H-6 resuming without topics', () => {
  it('H-6 says where it stands when it follows nothing and the log went on', async () => {
    const { begin, last } = setUp({ topics: [], resumeFrom: { logId: LOG_A, seq: 4 } });
    await begin(10);
    expect(last().frames('resume')).toEqual([{ type: 'resume', since: 4, logId: LOG_A }]);
  });

  it('H-6 says nothing when it follows nothing and stands at the end', async () => {
    const { begin, last } = setUp({ topics: [] });
    await begin(10);
    expect(last().sent).toEqual(['{"type":"ping"}']);
  });
});

describe('H-8 rate limit', () => {
  it('H-8 sends a dropped subscribe again after the time, with its start, and then no more', async () => {
    const { begin, last, clock } = setUp();
    await begin();
    await last().say({ type: 'pong' });
    await last().say(WARNING);
    await clock.advance(1_999);
    expect(asked(last())).toHaveLength(1);
    await clock.advance(1);
    const [first, second] = last().frames('subscribe');
    expect(second).toEqual(first);
    await last().say({ type: 'subscribed', topics: ['session'] });
    await clock.advance(9_000);
    expect(asked(last())).toHaveLength(2);
  });

  it('H-8 spreads the return by chance', async () => {
    const { begin, last, clock } = setUp();
    await begin();
    clock.randomValue = 0.999;
    await last().say(WARNING);
    await clock.advance(2_300);
    expect(asked(last())).toHaveLength(1);
    await clock.advance(200);
    expect(asked(last())).toHaveLength(2);
  });

  it('H-8 sends nothing again that was confirmed, an unsubscribe and a get_state as well', async () => {
    const { client, last, clock } = await connected();
    client.subscribe(['inbox']);
    client.requestState();
    await settled();
    await last().say(WARNING);
    await last().say({ type: 'subscribed', topics: ['inbox', 'session'] });
    await last().say({ type: 'state', sessions: [], unreadNotifications: 0, seq: 10 });
    const before = last().sent.length;
    await clock.advance(5_000);
    expect(last().sent).toHaveLength(before);
  });

  it('H-8 sends what was lost again: unsubscribe, get_state and resume', async () => {
    const { client, last, clock } = await connected();
    client.unsubscribe(['session']);
    client.requestState();
    await settled();
    await last().say(events(12, 13, [13]));
    for (const type of ['unsubscribe', 'get_state', 'resume']) expect(last().frames(type)).toHaveLength(1);
    await last().say(WARNING);
    await clock.advance(2_000);
    for (const type of ['unsubscribe', 'get_state', 'resume']) expect(last().frames(type)).toHaveLength(2);
    await last().say(WARNING);
    await last().say({ type: 'subscribed', topics: [] });
    await last().say({ type: 'state', sessions: [], unreadNotifications: 0, seq: 13 });
    await last().say(events(10, 13, [11, 13]));
    await clock.advance(5_000);
    for (const type of ['unsubscribe', 'get_state', 'resume']) expect(last().frames(type)).toHaveLength(2);
  });

  it('H-8 holds everything but pings and acks until the time is over, and starts it anew at each warning', async () => {
    const { client, last, clock } = await connected();
    await last().say(WARNING);
    client.subscribe(['inbox']);
    client.requestState();
    await last().say(events(12, 13, [13]));
    await clock.advance(1_500);
    await last().say(WARNING);
    await clock.advance(1_999);
    expect([asked(last()).length, last().frames('get_state').length, last().frames('resume').length]).toEqual([
      1, 0, 0,
    ]);
    await clock.advance(1);
    expect([asked(last()).length, last().frames('get_state').length, last().frames('resume').length]).toEqual([
      2, 1, 1,
    ]);
  });

  it('H-8 waits a little even when told to wait no time', async () => {
    const { begin, last, clock } = setUp();
    await begin();
    await last().say({ ...WARNING, retryAfterMs: 0 });
    await clock.advance(99);
    expect(asked(last())).toHaveLength(1);
  });

  it('H-8 forgets the warning with the connection', async () => {
    const { last, clock } = await connected();
    await last().say({ ...WARNING, retryAfterMs: 60_000 });
    await last().drop(1006);
    await clock.advance(1_000);
    await last().say(welcome(10));
    expect(asked(last())).toHaveLength(1);
  });

  it('H-8 takes an answer to the first of two equal frames for no answer to what was added since', async () => {
    const { client, last, clock } = await connected();
    client.subscribe(['inbox']);
    await settled();
    await last().say(WARNING);
    client.subscribe(['message']);
    await clock.advance(2_000);
    expect(asked(last()).at(-1)).toEqual(['inbox', 'message']);
    await last().say({ type: 'subscribed', topics: ['inbox', 'session'] });
    await last().say(WARNING);
    await clock.advance(2_000);
    expect(asked(last()).at(-1)).toEqual(['message']);
  });
});

describe('H-6 positions', () => {
  it('H-6 asks again when a replay did not begin for 10 s', async () => {
    const { last, clock } = await connected();
    await last().say(events(12, 13, [13]));
    await clock.advance(9_999);
    await last().say(events(13, 14, [14]));
    expect(last().frames('resume')).toHaveLength(1);
    await clock.advance(1);
    await last().say(events(14, 15, [15]));
    expect(last().frames('resume')).toHaveLength(2);
  });

  it('H-6 tells a gap that comes twice once, and doubles nothing behind it', async () => {
    const { last, seen } = await connected();
    await last().say({ type: 'gap', from: 11, to: 50 });
    await last().say(events(50, 51, [51]));
    await last().say({ type: 'gap', from: 11, to: 50 });
    await last().say(events(51, 52, [52]));
    expect([seen.gaps, seen.seqs]).toEqual([[{ from: 11, to: 50 }], [51, 52]]);
  });

  it('H-6 asks for what is missing before a gap', async () => {
    const { last, seen } = await connected();
    await last().say({ type: 'gap', from: 21, to: 50 });
    expect(last().frames('resume')).toMatchObject([{ since: 10 }]);
    expect(seen.gaps).toEqual([]);
  });

  it('H-6 takes no event of another log before its gap', async () => {
    const { last, clock, seen, client } = await connected();
    await last().drop(1006);
    await clock.advance(1_000);
    await last().say(welcome(3, LOG_B));
    await last().say({ type: 'subscribed', topics: ['session'] });
    await last().say({ type: 'events', prev: 3, upTo: 11, events: [event(11, LOG_B)] });
    expect([seen.seqs, client.position]).toEqual([[], { logId: LOG_A, seq: 10 }]);
    expect(last().frames('resume')).toMatchObject([{ logId: LOG_A, since: 10 }]);
  });

  it('H-6 goes back when the log was restored to an earlier end', async () => {
    const { last, clock, seen } = await connected();
    await last().drop(1006);
    await clock.advance(1_000);
    await last().say(welcome(4));
    await last().say({ type: 'subscribed', topics: ['session'] });
    await last().say({ type: 'gap', from: 0, to: 4 });
    await last().say(events(4, 5, [5]));
    expect([seen.gaps, seen.seqs]).toEqual([[{ from: 0, to: 4 }], [5]]);
  });
});
