import { runInDurableObject } from 'cloudflare:test';
import { newId } from '@waqtor/core/id';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { bindings } from '../session-room/testing/test-control.ts';
import { ModelFleet, ModelHost } from './fleet-model.fixture.ts';
import { removeHost } from './hosts/remove-host.ts';
import { setDraining } from './hosts/set-draining.ts';
import { moveSession } from './leases/move-session.ts';
import { registerSession } from './leases/register-session.ts';
import { removeSession } from './leases/remove-session.ts';

/** So many take a few seconds; of 400 none failed. */
const RUNS = 20;
const SESSIONS = 3;
/** Longer than anything that a lost host may still be owed. */
const CALM_MS = 12 * 60_000;

type HostStep = 'connect' | 'disconnect' | 'cut' | 'cutInAnswer' | 'restart' | 'loseDisk' | 'giveUp';
type Step =
  | { do: HostStep | 'drain' | 'work' | 'drainByFleet' | 'workByFleet' | 'removeHost'; host: number }
  | { do: 'move' | 'moveFresh' | 'past'; host: number; session: number }
  | { do: 'run' | 'stop' | 'remove'; session: number }
  | { do: 'wait'; seconds: number };

/** Most of all the hosts that may take over from each other. */
const host = fc.constantFrom(0, 0, 0, 1, 1, 1, 3, 3, 2, 4, 5);
const session = fc.nat({ max: SESSIONS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom<HostStep[]>(
        'connect',
        'connect',
        'disconnect',
        'cut',
        'cutInAnswer',
        'restart',
        'loseDisk',
        'giveUp',
      ),
      host,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('drain', 'work', 'drainByFleet', 'workByFleet'), host }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('move', 'moveFresh', 'past'), host, session }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('run', 'run', 'stop'), session }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ do: fc.constant('remove'), session }),
      fc.record({ do: fc.constant('removeHost'), host }),
    ),
  },
  {
    weight: 9,
    arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.constantFrom(1, 4, 16, 16, 48, 62, 76, 76, 620) }),
  },
) as fc.Arbitrary<Step>;

/** Two workspaces; hosts of both and of the operator, some of one volume. */
const setUp = (storage: DurableObjectStorage) => {
  const model = new ModelFleet(storage);
  const [workspaceId, other, volumeId] = [newId('wsp'), newId('wsp'), newId('vol')];
  const add = (owner: string | null, volume: string | null, capacity: number) =>
    new ModelHost(model, { workspaceId: owner, volumeId: volume, capacity });
  const hosts = [
    add(workspaceId, volumeId, 4),
    add(workspaceId, volumeId, 2),
    add(workspaceId, null, 4),
    add(null, volumeId, 8),
    add(null, newId('vol'), 8),
    add(other, volumeId, 8),
  ];
  const sessions = Array.from({ length: SESSIONS }, (_, i) => ({
    sessionId: newId('ses'),
    workspaceId: i === 0 ? other : workspaceId,
    desired: 'running' as 'running' | 'stopped',
    isRemoved: false,
  }));
  for (const { isRemoved: _, ...registration } of sessions) registerSession(model.fleet, registration);
  for (const one of hosts) one.connect();
  // So that every host has the time that it is to have while the others are there.
  model.pass(45_000);
  return { model, hosts, sessions };
};

type World = ReturnType<typeof setUp>;

const hostSteps: Record<HostStep, (host: ModelHost) => void> = {
  connect: (one) => one.connect(),
  disconnect: (one) => one.disconnect(),
  cut: (one) => one.cut(),
  cutInAnswer: (one) => one.cutInAnswer(),
  restart: (one) => one.restart({ isDiskLost: false }),
  loseDisk: (one) => one.restart({ isDiskLost: true }),
  giveUp: (one) => one.giveUp(),
};

const perform = ({ model, hosts, sessions }: World, move: Step): void => {
  const { fleet } = model;
  const target = 'host' in move ? (hosts[move.host] as ModelHost) : null;
  const subject = 'session' in move ? (sessions[move.session] as World['sessions'][number]) : null;
  if (move.do === 'wait') return;
  if (subject && target) {
    const { sessionId } = subject;
    if (move.do === 'past') target.speakOfThePast(sessionId, Math.max(1, (model.epochs().get(sessionId) ?? 1) - 1));
    else moveSession(fleet, sessionId, { hostId: target.hostId, isFresh: move.do === 'moveFresh' });
  } else if (subject) {
    if (move.do === 'remove') {
      subject.isRemoved = true;
      removeSession(fleet, subject.sessionId);
      return;
    }
    subject.desired = move.do === 'run' ? 'running' : 'stopped';
    registerSession(fleet, subject);
  } else if (target) {
    if (move.do === 'removeHost') {
      target.isRemoved = true;
      removeHost(fleet, target.hostId);
    } else if (move.do === 'drain' || move.do === 'work') target.drain(move.do === 'drain');
    else if (move.do === 'drainByFleet' || move.do === 'workByFleet') {
      setDraining(fleet, target.hostId, move.do === 'drainByFleet');
    } else hostSteps[move.do as HostStep](target);
  }
};

const expectSafe = ({ model, sessions }: World, epochs: Map<string, number>): void => {
  const present = model.epochs();
  for (const { sessionId } of sessions) {
    if (model.running(sessionId).length > 1) throw new Error('Two hosts may run one session.');
    // Without a lease, none is ever granted again.
    const epoch = present.get(sessionId) ?? Infinity;
    if (epoch < (epochs.get(sessionId) ?? 0)) throw new Error('An epoch fell.');
    epochs.set(sessionId, epoch);
  }
};

/** Everybody is back and works: each session that somebody may serve is served, by one. */
const expectServed = (world: World, epochs: Map<string, number>): void => {
  const { model, hosts, sessions } = world;
  for (const one of hosts) {
    if (one.isRemoved) continue;
    one.connect();
    setDraining(model.fleet, one.hostId, false);
  }
  const isCalm = () =>
    sessions.every(({ sessionId, workspaceId, desired, isRemoved }) => {
      const count = model.running(sessionId).length;
      if (isRemoved) return count === 0;
      const mayServe = hosts.some((one) => !one.isRemoved && [null, workspaceId].includes(one.workspaceId));
      return count === 1 || desired === 'stopped' || !mayServe;
    });
  for (let ms = 0; ms < CALM_MS && !isCalm(); ms += 1_000) {
    model.pass(1_000);
    expectSafe(world, epochs);
  }
  if (!isCalm()) throw new Error('A session is served by nobody.');
};

describe('leases under any sequence of faults', () => {
  it('S-6 two hosts never run one session, epochs only rise, and calm brings every session back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) =>
        runInDurableObject(bindings.HOST_FLEET.getByName(newId('ses')), (_fleet, { storage }) => {
          const world = setUp(storage);
          const epochs = new Map<string, number>();
          for (const move of steps) {
            perform(world, move);
            expectSafe(world, epochs);
            for (let left = move.do === 'wait' ? move.seconds : 0; left > 0; left--) {
              world.model.pass(1_000);
              expectSafe(world, epochs);
            }
          }
          expectServed(world, epochs);
        }),
      ),
      { numRuns: RUNS },
    );
  }, 60_000);
});
