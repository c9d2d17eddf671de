import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EngineUnavailable } from './session-engine.ts';
import { hang, state } from './testing/fake-engine.ts';
import { SessionHarness } from './testing/session-harness.ts';
import { SUPERVISOR_STATES, transition } from './supervisor-table.ts';

describe('S-5 supervision', () => {
  it('S-5 restarts a crashed engine after a second, one browser at a time', async () => {
    const h = await new SessionHarness().open();
    h.account.engine.crash();
    await h.clock.advance(900);
    expect(h.account.engines).toHaveLength(1);
    await h.clock.advance(400);
    expect(h.account.engines).toHaveLength(2);
    expect(h.states()).toEqual(['starting', 'ready', 'disconnected/browser_crashed', 'starting', 'ready']);
    expect(h.account.mostAlive).toBe(1);
  });

  it('S-5 gives up after five faults in 15 minutes and says so', async () => {
    const h = new SessionHarness();
    h.account.onStart = () => Promise.reject(new Error('no browser'));
    await h.open();
    await h.clock.advance(120_000);
    expect(h.account.engines).toHaveLength(5);
    expect(h.states().at(-1)).toBe('disconnected/crash_loop');
    await h.session.wish('running');
    await h.clock.advance(900_000);
    expect(h.account.engines).toHaveLength(5);
    expect(h.account.alive).toBe(0);
  });

  it('S-5 waits longer after each fault in a row', async () => {
    const h = new SessionHarness();
    const startedAt: number[] = [];
    h.account.onStart = () => {
      startedAt.push(h.clock.now());
      return Promise.reject(new Error('no browser'));
    };
    await h.open();
    await h.clock.advance(120_000);
    const waits = startedAt.slice(1).map((at, i) => at - (startedAt[i] ?? 0));
    expect(waits).toHaveLength(4);
    waits.forEach((wait, i) => {
      expect(wait).toBeGreaterThanOrEqual(1_000 * 2 ** i);
      expect(wait).toBeLessThanOrEqual(1_200 * 2 ** i + 1);
    });
  });

  it('S-8 finds a hung page by three missed probes, kills it and starts anew', async () => {
    const h = await new SessionHarness().open();
    h.account.onProbe = hang;
    await h.clock.advance(15_000 + 5_000 * 5 + 100);
    expect(h.account.engines[0]?.isKilled).toBe(true);
    h.account.onProbe = () => Promise.resolve();
    await h.clock.advance(2_000);
    expect(h.states()).toEqual(['starting', 'ready', 'degraded', 'disconnected/browser_crashed', 'starting', 'ready']);
  });

  it('S-8 tells degraded while the probe fails and ready when it answers again', async () => {
    const h = await new SessionHarness().open();
    h.account.onProbe = () => Promise.reject(new Error('no'));
    await h.clock.advance(20_100);
    h.account.onProbe = () => Promise.resolve();
    await h.clock.advance(5_100);
    expect(h.states()).toEqual(['starting', 'ready', 'degraded', 'ready']);
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-5 gives a start that hangs its deadline and then kills it', async () => {
    const h = new SessionHarness();
    h.account.onStart = () => new Promise(() => undefined);
    await h.open();
    await h.clock.advance(90_500);
    expect(h.account.engines[0]?.isKilled).toBe(true);
    expect(h.states().at(-1)).toBe('disconnected/start_timeout');
  });

  it('S-8 restarts a session that is linked but never becomes ready', async () => {
    const h = new SessionHarness();
    h.account.onStart = (engine) => engine.emit(state('connecting'));
    await h.open();
    await h.clock.advance(121_000);
    expect(h.states()).toContain('disconnected/start_timeout');
  });

  it('S-2 waits for a scan without any deadline', async () => {
    const h = new SessionHarness();
    h.account.onStart = (engine) => engine.emit(state('qr'));
    await h.open();
    await h.clock.advance(3_600_000);
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-2 rests when nobody scanned, over a restart of the host too', async () => {
    const h = new SessionHarness();
    h.account.onStart = (engine) => engine.emit(state('qr'));
    await h.open();
    h.account.engine.emit(state('stopped', 'qr_expired'));
    await h.clock.advance(60_000);
    expect(h.states().at(-1)).toBe('stopped/qr_expired');
    expect(h.account.alive).toBe(0);
    await h.reopen();
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-1 takes a new engine after the phone unlinked the device', async () => {
    const h = await new SessionHarness().open();
    h.account.onStart = (engine) => engine.emit(state('qr'));
    h.account.engine.emit(state('disconnected', 'unlinked'));
    await h.clock.advance(1_500);
    expect(h.states().slice(2)).toEqual(['disconnected/unlinked', 'starting', 'qr']);
    expect(h.account.engines).toHaveLength(2);
  });

  it('S-1 removes a login that the phone unlinked before a new engine begins', async () => {
    const h = await new SessionHarness().open();
    const login = join(h.account.engine.options.profileDir, 'login');
    writeFileSync(login, 'dead');
    let wasThere = true;
    h.account.onStart = () => void (wasThere = existsSync(login));
    h.account.engine.emit(state('disconnected', 'unlinked'));
    await h.clock.advance(1_500);
    expect(wasThere).toBe(false);
  });

  it('S-5 keeps the login when the engine merely crashed', async () => {
    const h = await new SessionHarness().open();
    const login = join(h.account.engine.options.profileDir, 'login');
    writeFileSync(login, 'good');
    h.account.engine.crash();
    await h.clock.advance(1_500);
    expect(h.account.engines).toHaveLength(2);
    expect(existsSync(login)).toBe(true);
  });

  it('S-1 says that the browser is missing and does not try again and again', async () => {
    const h = new SessionHarness();
    h.account.onStart = () => Promise.reject(new EngineUnavailable('browser_missing'));
    await h.open();
    await h.clock.advance(120_000);
    expect(h.states()).toEqual(['starting', 'disconnected/browser_missing']);
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-1 lets the page come back from a lost network by itself', async () => {
    const h = await new SessionHarness().open();
    h.account.engine.emit(state('disconnected', 'network'));
    await h.clock.advance(30_000);
    h.account.engine.emit(state('ready'));
    await h.clock.advance(1_000);
    expect(h.account.engines).toHaveLength(1);
    expect(h.states()).toEqual(['starting', 'ready', 'disconnected/network', 'ready']);
  });

  it('S-5 ignores what an engine says after it was given up', async () => {
    const h = await new SessionHarness().open();
    const old = h.account.engine;
    old.crash();
    await h.clock.advance(1_500);
    old.emit(state('disconnected', 'unlinked'));
    old.crash();
    await h.clock.advance(1_500);
    expect(h.account.engines).toHaveLength(2);
  });

  it('S-5 leaves no state without a way to stop', () => {
    for (const from of SUPERVISOR_STATES) {
      if (from === 'idle' || from === 'stopping') continue;
      expect(['stopping', 'idle']).toContain(transition(from, 'stop')?.to);
    }
  });
});
