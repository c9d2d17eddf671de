import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessStage, type StagedSession } from './testing/process-stage.ts';

const [MINE, PEER, NEIGHBOUR] = ['966540000001', '966540000002', '966540000003'] as const;
/** Detection (two probes), the stages, and a start. */
const BACK_WITHIN_MS = 20_000;
const SAY_EVERY_MS = 50;

const signal = (pids: number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      // Its parent's death ended it already.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
};
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: gone.
    return false;
  }
};

describe('a session whose processes fail beside one that works', () => {
  let stage: ProcessStage;
  let mine: StagedSession;
  let neighbour: StagedSession;
  const toNeighbour: string[] = [];
  let talk: NodeJS.Timeout;
  let talking: Promise<unknown> = Promise.resolve();

  beforeAll(async () => {
    stage = await ProcessStage.open();
    await stage.control.account(PEER, 'Salem');
    [mine, neighbour] = [await stage.session('simulator'), await stage.session('simulator')];
    await Promise.all([stage.link(mine, MINE), stage.link(neighbour, NEIGHBOUR)]);
    talk = setInterval(() => {
      talking = talking
        .then(() => stage.control.say({ from: PEER, to: NEIGHBOUR, body: 'still there' }))
        .then(({ id }) => toNeighbour.push(id));
    }, SAY_EVERY_MS);
  });
  afterAll(async () => {
    clearInterval(talk);
    await stage.close();
  });

  /** What a fault does to the session and to its events. */
  const survives = async (breakIt: () => void, cause: string): Promise<void> => {
    const before = mine.tree();
    const starts = mine.states().length;
    const steps = mine.facts('recovery').length;
    breakIt();
    await mine.until(() => mine.states().length > starts && mine.status() !== 'ready', 'told');
    const { id } = await stage.control.say({ from: PEER, to: MINE, body: 'while it was away' });
    await mine.until(() => mine.status() === 'ready', 'ready again', BACK_WITHIN_MS);
    await mine.until(() => mine.facts('message').some((fact) => fact.keyId === id), 'the missed message');
    expect(mine.facts('recovery').slice(steps).at(-1)).toMatchObject({ cause, outcome: 'worked' });
    await mine.until(() => before.filter(isAlive).length === 0, 'no process of before is left');
  };

  it.each([
    ['its browser is killed', () => signal(mine.tree().slice(1), 'SIGKILL'), 'browser_ended'],
    ['its renderer is killed', () => signal(mine.renderers(), 'SIGKILL'), 'page_crashed'],
    ['its child process is killed', () => signal(mine.children(), 'SIGKILL'), 'process_failed'],
    ['its child process ignores everything', () => signal(mine.children(), 'SIGSTOP'), 'probe_missed'],
    ['its browser is frozen', () => signal(mine.tree().slice(1), 'SIGSTOP'), 'probe_missed'],
  ] as const)('S-5 is back when %s, with nothing left over and nothing missed', async (_, breakIt, cause) => {
    await survives(breakIt, cause);
  });

  it('S-1 shows a code of a new browser after the phone removed it, and what is scanned there lasts', async () => {
    const before = mine.tree();
    await stage.control.unlink(MINE);
    await mine.until(() => mine.states().includes('disconnected/unlinked'), 'unlinked');
    await stage.link(mine, MINE);
    // A process that was killed counts as alive until its parent has noticed.
    await mine.until(() => before.filter(isAlive).length === 0, 'no process of before is left');
    signal(mine.tree(), 'SIGKILL');
    const codes = mine.facts('qr').length;
    await mine.until(() => mine.status() !== 'ready', 'away');
    await mine.until(() => mine.status() === 'ready', 'ready again', BACK_WITHIN_MS);
    expect(mine.facts('qr')).toHaveLength(codes);
  });

  it('S-8 is heard again by a stage when it is deaf, with its browser as it was', async () => {
    const before = mine.children();
    await stage.control.setFaults({ deaf: 'detached' });
    const { id } = await stage.control.say({ from: PEER, to: MINE, body: 'who hears' });
    await mine.until(() => mine.states().at(-1) === 'degraded/deaf', 'deaf');
    await mine.until(() => mine.status() === 'ready', 'ready again', BACK_WITHIN_MS);
    await mine.until(() => mine.facts('message').some((fact) => fact.keyId === id && fact.backfilled), 'backfilled');
    expect(mine.children()).toEqual(before);
    await stage.control.setFaults(null);
    await neighbour.until(() => neighbour.status() === 'ready', 'the neighbour hears too');
  });

  it('S-5 ends with one reason when the browser exits at once', async () => {
    const broken = join(mkdtempSync(join(tmpdir(), 'waqtor-no-browser-')), 'chromium-headless-shell');
    writeFileSync(broken, '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    const session = await stage.session('simulator', { chromiumPath: broken });
    await session.until(() => session.states().includes('disconnected/browser_failed'), 'the reason');
    await session.session.close(null);
    expect(session.children()).toEqual([]);
  });

  it('S-4 left the events of the other session without a gap through all of this', async () => {
    clearInterval(talk);
    await talking;
    await neighbour.until(() => {
      const heard = new Set(neighbour.facts('message').map((fact) => fact.keyId));
      return toNeighbour.every((id) => heard.has(id));
    }, 'all that was said');
    expect(toNeighbour.length).toBeGreaterThan(100);
    expect(neighbour.rows()).toEqual(neighbour.rows().map((_, index) => index + 1));
    expect(neighbour.states().filter((told) => !/^(starting|connecting|qr|ready|degraded\/deaf)$/.test(told))).toEqual(
      [],
    );
    expect(neighbour.facts('recovery').every(({ cause }) => cause === 'deaf')).toBe(true);
  });
});
