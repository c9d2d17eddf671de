import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bystander } from '../../packages/testing/src/bystander.ts';
import { until } from '../../packages/testing/src/condition.ts';
import { addLinkedSession, LinkedSession } from '../../packages/testing/src/linked-session.ts';
import { browsersOf, processesNaming } from '../../packages/testing/src/processes.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';

const CUSTOMER = '966500000001';
const VICTIM = '966500000101';
const NEIGHBOUR = '966500000102';
const RECOVERY_MS = 60_000;
/** For tests with more than one wait for a recovery: what it waited for must be what a failure says. */
const SEVERAL_WAITS_MS = 3 * RECOVERY_MS;

/** Main process of the browser of one session. */
const browserOf = (product: Product, sessionId: string): number | null =>
  browsersOf(product.dataDir).find(({ commandLine }) => commandLine.includes(sessionId))?.pid ?? null;
/** Everything of one session: its Node process and its browser's. */
const processesOf = (sessionId: string): number[] => processesNaming(sessionId).map(({ pid }) => pid);

describe('S-4 S-5 what happens to one session on a real browser, and not to its neighbour', () => {
  let product: Product;
  let victim: LinkedSession;
  let neighbour: LinkedSession;

  beforeAll(async () => {
    product = await startProduct();
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'عميل' });
    await product.link(VICTIM);
    victim = new LinkedSession(product, product.dev.sessionId, VICTIM);
    neighbour = await addLinkedSession(product, NEIGHBOUR);
  });
  afterAll(() => product.stop());

  /** Does something to the victim while the neighbour is written to; the neighbour must have noticed nothing. */
  const besides = async (name: string, work: () => Promise<void>): Promise<void> => {
    const bystander = new Bystander(product, neighbour, CUSTOMER, name);
    await bystander.start();
    await work();
    expect(bystander.heard.length).toBeGreaterThan(0);
    expect(await bystander.stop()).toEqual(bystander.heard);
    expect(bystander.gaps).toEqual([]);
    expect(bystander.disturbances).toEqual([]);
  };

  /** The victim is ready again by itself, hears, sends, and has one browser. */
  const recovers = async (name: string): Promise<void> => {
    await victim.untilStatus('ready', RECOVERY_MS);
    await victim.hear(CUSTOMER, `${name} after`);
    await until('the victim to hear again', async () => (await bodies(victim)).includes(`${name} after`), RECOVERY_MS);
    expect(browsersOf(product.dataDir).filter(({ commandLine }) => commandLine.includes(victim.id))).toHaveLength(1);
  };

  const bodies = async (session: LinkedSession): Promise<string[]> =>
    (
      await product.api<{ data: { body: string }[] }>('GET', `/api/messages?sessionId=${session.id}&limit=50`)
    ).body.data.map(({ body }) => body);

  /** What came while it was away is there once. */
  const heardOnce = async (body: string): Promise<void> => {
    await until('what came meanwhile', async () => (await bodies(victim)).includes(body), RECOVERY_MS);
    expect((await bodies(victim)).filter((found) => found === body)).toEqual([body]);
  };

  it('S-5 the browser is killed', () =>
    besides('killed', async () => {
      const pid = browserOf(product, victim.id)!;
      process.kill(pid, 'SIGKILL');
      await victim.hear(CUSTOMER, 'while it was dead');
      await until(
        'another browser',
        () => {
          const now = browserOf(product, victim.id);
          return now !== null && now !== pid;
        },
        RECOVERY_MS,
      );
      await recovers('killed');
      await heardOnce('while it was dead');
    }));

  it('S-5 the renderer crashes', () =>
    besides('crashed', async () => {
      const pid = browserOf(product, victim.id)!;
      await product.simulator('POST', '/faults', { crash_renderer: true, phone: VICTIM });
      await until(
        'another browser',
        () => {
          const now = browserOf(product, victim.id);
          return now !== null && now !== pid;
        },
        RECOVERY_MS,
      );
      await recovers('crashed');
    }));

  it('S-5 the process of the session dies', () =>
    besides('child', async () => {
      const child = processesNaming(victim.id).find(({ commandLine }) => commandLine.includes('child'))!;
      process.kill(child.pid, 'SIGKILL');
      await until('another process', () => !processesOf(victim.id).includes(child.pid));
      await until('another browser', () => browserOf(product, victim.id), RECOVERY_MS);
      await recovers('child');
    }));

  it('S-5 another machine left its lock in the profile', () =>
    besides('locked', async () => {
      await victim.order('stop');
      await victim.untilStatus('stopped');
      const profile = path.join(product.dataDir, 'host/sessions', victim.id, 'profile/browser');
      mkdirSync(profile, { recursive: true });
      rmSync(path.join(profile, 'SingletonLock'), { force: true });
      symlinkSync('another-machine-4242', path.join(profile, 'SingletonLock'));
      await victim.order('start');
      await recovers('locked');
    }));

  it(
    'S-1 a conflict is told, rests, and ends when the operator takes over',
    () =>
      besides('conflict', async () => {
        await product.simulator('POST', '/faults', { conflict: true, phone: VICTIM });
        const state = await victim.untilStatus('disconnected', RECOVERY_MS);
        expect(state.reason?.code).toBe('conflict');
        await victim.order('restart');
        await recovers('conflict');
      }),
    SEVERAL_WAITS_MS,
  );

  it('S-8 the network is cut for everybody: both say so, both come back, nothing is lost', async () => {
    await product.simulator('POST', '/faults', { network_cut: true });
    const state = await victim.untilStatus('disconnected', RECOVERY_MS);
    expect(state.reason?.code).toBe('network');
    expect((await neighbour.untilStatus('disconnected', RECOVERY_MS)).reason?.code).toBe('network');
    await victim.hear(CUSTOMER, 'during the cut');
    await product.simulator('POST', '/faults', { network_cut: false });
    await recovers('cut');
    await neighbour.untilStatus('ready', RECOVERY_MS);
    await heardOnce('during the cut');
  });

  it('S-5 ready does not fire: found by its deadline or by the page, and it is ready at last', () =>
    besides('never', async () => {
      await victim.order('stop');
      await victim.untilStatus('stopped');
      await product.simulator('POST', '/faults', { sync: 'early' });
      await victim.order('start');
      await recovers('never');
      await product.simulator('POST', '/faults', { sync: 'normal' });
    }));

  it('S-5 kill -9 of the host: both are back, no process is left of the old ones, nothing is lost', async () => {
    const before = processesNaming(product.dataDir)
      .filter(({ commandLine }) => commandLine.includes(victim.id) || commandLine.includes(neighbour.id))
      .map(({ pid }) => pid);
    const host = await product.kill('host');
    await victim.hear(CUSTOMER, 'without a host');
    await until('another host', () => product.dev.pids.host !== host, RECOVERY_MS);
    await neighbour.untilStatus('ready', RECOVERY_MS);
    await recovers('host');
    await heardOnce('without a host');
    const after = processesNaming(product.dataDir).map(({ pid }) => pid);
    expect(before.filter((pid) => after.includes(pid))).toEqual([]);
  });

  it('S-1 S-2 the phone removes the device: unlinked, then a code from a new browser, and linked again', () =>
    besides('unlinked', async () => {
      await product.simulator('POST', `/accounts/${VICTIM}/unlink`);
      await victim.untilStatus('qr', RECOVERY_MS);
      await victim.scan();
      await recovers('unlinked');
    }));

  it('S-4 a logout removes the login from the disk and leaves the neighbour alone', () =>
    besides('logout', async () => {
      await victim.order('logout');
      const state = await victim.untilStatus('stopped', RECOVERY_MS);
      expect(state.reason?.code).toBe('logged_out');
      await until('no process of it', () => processesOf(victim.id).length === 0);
      const profileOf = (id: string): string => path.join(product.dataDir, 'host/sessions', id, 'profile');
      await until('no login on the disk', () => readdirSync(profileOf(victim.id)).length === 0);
      expect(readdirSync(profileOf(neighbour.id)).length).toBeGreaterThan(0);
      await victim.order('start');
      await victim.untilStatus('qr', RECOVERY_MS);
    }));
});
