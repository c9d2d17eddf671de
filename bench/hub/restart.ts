/** 200 clients whose server is killed in the middle of events, and who all come back at once: how long, and is all there. */
import { round } from '../measure/percentile.ts';
import { Fleet } from './fleet.ts';
import { pace } from './pace.ts';
import { startHub } from './servers.ts';
import { message } from './traffic.ts';

const CLIENTS = 200;
const BEFORE = 100;
const IN_FLIGHT = 200;
const AFTER = 100;
const PER_SECOND = 50;
const RETURN_DEADLINE_MS = 30_000;
const group = 'restart';

export const restart = async (): Promise<Record<string, unknown>> => {
  const fleet = new Fleet();
  const first = await startHub();
  let hub = first;
  try {
    await fleet.open({ group, count: CLIENTS, url: hub.url, topics: hub.topics });
    await pace(hub, 1, BEFORE, PER_SECOND);
    const batch = Array.from({ length: IN_FLIGHT }, (_, index) => message(BEFORE + 1 + index));
    const isUnanswered = first.publish(batch).then(
      () => false,
      // Killed under it, as meant: its producer sends it again.
      () => true,
    );
    await first.kill();
    const wasUnanswered = await isUnanswered;
    const returning = fleet.ask('reopen', { group, deadlineMs: RETURN_DEADLINE_MS });
    const killedAt = performance.now();
    hub = await startHub(first);
    const startedMs = performance.now() - killedAt;
    await hub.publish(batch);
    const { lost, back } = await returning;
    await fleet.arrive(group, BEFORE + IN_FLIGHT);
    const allBackMs = performance.now() - killedAt;
    await pace(hub, BEFORE + IN_FLIGHT + 1, AFTER, PER_SECOND);
    const last = BEFORE + IN_FLIGHT + AFTER;
    await fleet.arrive(group, last);
    const { events, outOfOrder, missedFrames, gaps } = await fleet.ask('report', { group });
    return {
      clients: CLIENTS,
      lost,
      back,
      wasUnanswered,
      serverStartMs: round(startedMs, 0),
      allResumedAfterStartMs: round(allBackMs - startedMs, 0),
      eventsEach: last,
      outOfOrder,
      missedFrames,
      gaps,
      ratios: { 'events received/expected': { is: events / (CLIENTS * last), aim: '= 1' } },
    };
  } finally {
    fleet.end();
    await hub.stop();
  }
};
