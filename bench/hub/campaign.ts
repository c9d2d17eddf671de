/**
 * H-11: bytes of campaign traffic on the wire, against the same events each in a frame of its own. Three kinds: a burst
 * of progress, progress as campaigns tell it (4 a second each), and the kept events of the messages they send.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { round } from '../measure/percentile.ts';
import { Fleet } from './fleet.ts';
import { pace } from './pace.ts';
import { type BenchServer, startHub, startWsServer } from './servers.ts';
import { progress } from './traffic.ts';

const CLIENTS = 10;
const CAMPAIGNS = 40;
const TOPICS = ['campaign', 'message'];

const BURST_EVENTS = 10_000;
const BURST_BATCH = 100;
const STEADY_SECONDS = 6;
const PROGRESS_PER_SECOND = 4 * CAMPAIGNS;
const MESSAGES_PER_SECOND = 200;
/** What was batched last is on the wire by then. */
const QUIET_MS = 500;

type Publish = (server: BenchServer, from: number) => Promise<number>;
const progressOf = (n: number) => progress(n, n % CAMPAIGNS, Math.floor(n / CAMPAIGNS));

/** Each answers the number of the last event. */
const KINDS: Record<string, Publish> = {
  progressBurst: async (server, from) => {
    for (let n = from; n < from + BURST_EVENTS; n += BURST_BATCH) {
      await server.publish(Array.from({ length: BURST_BATCH }, (_, index) => progressOf(n + index)));
    }
    return from + BURST_EVENTS - 1;
  },
  progressSteady: async (server, from) => {
    const count = STEADY_SECONDS * PROGRESS_PER_SECOND;
    await pace(server, from, count, PROGRESS_PER_SECOND, progressOf);
    return from + count - 1;
  },
  messages: async (server, from) => {
    const count = STEADY_SECONDS * MESSAGES_PER_SECOND;
    await pace(server, from, count, MESSAGES_PER_SECOND);
    return from + count - 1;
  },
};

export const campaign = async (): Promise<Record<string, unknown>> => {
  const fleet = new Fleet();
  const [ws, hub] = [await startWsServer(), await startHub()];
  try {
    const gzipUrl = `${hub.url}&encoding=gzip`;
    await fleet.open({ group: 'batched', count: CLIENTS, url: hub.url, topics: TOPICS });
    await fleet.open({ group: 'gzip', count: CLIENTS, url: gzipUrl, topics: TOPICS });
    await fleet.open({ group: 'unbatched', count: CLIENTS, url: ws.url, topics: null });
    const bytes = async (group: string): Promise<number> => (await fleet.ask('report', { group })).bytesRead / CLIENTS;
    const sentTo = async (groups: string[], publish: () => Promise<number>) => {
      const before = await Promise.all(groups.map(bytes));
      const last = await publish();
      for (const group of groups) await fleet.arrive(group, last);
      await sleep(QUIET_MS);
      const after = await Promise.all(groups.map(bytes));
      return { last, kb: after.map((value, index) => round((value - (before[index] as number)) / 1024)) };
    };
    const kinds: Record<string, unknown> = {};
    const ratios: Record<string, unknown> = {};
    let n = 0;
    for (const [kind, publish] of Object.entries(KINDS)) {
      const ours = await sentTo(['batched', 'gzip'], () => publish(hub, n + 1));
      const theirs = await sentTo(['unbatched'], () => publish(ws, n + 1));
      n = ours.last;
      const [batchedKb = 0, gzipKb = 0, unbatchedKb = 0] = [...ours.kb, ...theirs.kb];
      kinds[kind] = { unbatchedKb, batchedKb, gzipKb };
      const fewer = (kb: number): string => `${round((1 - kb / unbatchedKb) * 100)} %`;
      ratios[`${kind}: fewer bytes`] = { batched: fewer(batchedKb), gzip: fewer(gzipKb), aim: '≥ 40 %' };
    }
    return { clients: CLIENTS, campaigns: CAMPAIGNS, kbPerClient: kinds, ratios };
  } finally {
    fleet.end();
    await ws.stop();
    await hub.stop();
  }
};
