import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock, settled } from './fake-hub.fixture.ts';
import { LiveClient } from './live-client.ts';
import type { Gap } from './log-position.ts';
import { ModelHub } from './model-hub.fixture.ts';

const RUNS = 150;
const FOLLOWED = ['message', 'session'];
/** Followed now and then; of it only order and uniqueness are promised here. */
const SOMETIMES = 'campaign';
const TOPICS = [...FOLLOWED, SOMETIMES, 'webhook'];

const pack = (text: string): ArrayBuffer => new Uint8Array(gzipSync(text)).buffer;

type Step =
  | { do: 'append'; topics: string[] }
  | { do: 'ephemeral' | 'cut' | 'follow' | 'unfollow' | 'check' }
  | { do: 'lose' | 'double' | 'limit' | 'trim' | 'newLog' | 'pack'; count: number }
  | { do: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      topics: fc.array(fc.constantFrom(...TOPICS), { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('ephemeral', 'cut', 'cut', 'follow', 'unfollow', 'check') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('lose', 'lose', 'double', 'limit', 'trim', 'newLog', 'pack'),
      count: fc.nat({ max: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 100, 1_000, 12_000) }) },
);

const setUp = (isSlow: boolean) => {
  const clock = new FakeClock();
  const hub = new ModelHub(pack);
  const seen = { ns: [] as number[], gaps: [] as (Gap & { logId: string })[] };
  const client = new LiveClient({
    openSocket: () => hub.open(),
    onEvent: async ({ id, seq }) => {
      if (seq !== undefined) seen.ns.push(Number(id.slice('evt_'.length)));
      if (isSlow) await settled();
    },
    onGap: (gap) => void seen.gaps.push({ from: gap.from, to: gap.to, logId: hub.logId }),
    topics: FOLLOWED,
    maxQueuedEvents: 30,
    clock,
  });
  return { clock, hub, seen, client };
};

const take = async (step: Step, { clock, hub, client }: ReturnType<typeof setUp>): Promise<void> => {
  switch (step.do) {
    case 'append':
      return step.topics.forEach((topic) => hub.append(topic));
    case 'ephemeral':
      return hub.tellEphemeral();
    case 'cut':
      return hub.cut();
    case 'follow':
      return client.subscribe([SOMETIMES]);
    case 'unfollow':
      return client.unsubscribe([SOMETIMES]);
    case 'check':
      return client.checkNow();
    case 'trim':
      return hub.trim(step.count);
    case 'newLog':
      return hub.beginNewLog(step.count * 10);
    case 'pack':
      return void (hub.packEvery = step.count);
    case 'wait':
      return clock.advance(step.ms);
    default:
      hub[step.do] = step.count;
  }
};

/** No more misfortunes: the client must come to the end of the log by itself. */
const heal = async ({ clock, hub, client }: ReturnType<typeof setUp>): Promise<void> => {
  hub.lose = hub.double = hub.limit = hub.packEvery = 0;
  for (let i = 0; i < 1_000; i++) {
    const { position } = client;
    if (i > 0 && position?.logId === hub.logId && position.seq === hub.lastSeq) return;
    if (i % 100 === 0) hub.append('message');
    await clock.advance(1_000);
    await settled();
  }
  throw new Error(`The client stands at ${JSON.stringify(client.position)}, the log ends at ${hub.lastSeq}.`);
};

describe('H-6 whatever happens to frames and connections', () => {
  it('H-6 the client gets each event of its topics once and in order, or is told of a gap that is one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, isSlow) => {
        const made = setUp(isSlow);
        const { hub, seen, client } = made;
        client.start();
        await settled();
        await made.clock.advance(0);
        for (const one of steps) {
          await take(one, made);
          // Only some steps have time to take effect before the next one.
          if (one.do === 'wait' || one.do === 'cut') await settled();
        }
        await heal(made);
        client.stop();

        expect(seen.ns).toEqual([...new Set(seen.ns)].sort((a, b) => a - b));
        const got = new Set(seen.ns);
        const isTold = ({ logId, seq }: { logId: string; seq: number }): boolean =>
          seen.gaps.some((gap) => gap.logId === logId && gap.from <= seq && seq <= gap.to);
        const lost = hub.happened.filter(({ n, topic }) => FOLLOWED.includes(topic) && !got.has(n));
        // Of a log that is gone nothing can be had; the gap at the beginning of the next one says so.
        const untold = lost.filter(({ position }) =>
          position.logId === hub.logId ? !isTold(position) : !seen.gaps.some(({ logId }) => logId > position.logId),
        );
        expect(untold).toEqual([]);
        expect(hub.happened.filter(({ n, position }) => got.has(n) && isTold(position))).toEqual([]);
        const isOfHub = (told: Gap & { logId: string }): boolean =>
          hub.gaps.some(({ logId, from, to }) => logId === told.logId && from <= told.from && told.to <= to);
        expect(seen.gaps.filter((gap) => !isOfHub(gap))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);
});
