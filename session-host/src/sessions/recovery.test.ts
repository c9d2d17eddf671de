import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Command } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { BROWSER_DID_NOT_START, EngineBroken, EngineDeaf, NETWORK_AWAY } from '../engine/engine.ts';
import { settle } from '../testing/fake-clock.ts';
import { sendText } from '../testing/fake-edge.ts';
import { StartSlots } from './start-slots.ts';
import { hang, inbound, state } from './testing/fake-engine.ts';
import { SessionHarness } from './testing/session-harness.ts';

const MB = 1024 * 1024;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const refuse = (what: string) => () => Promise.reject(new EngineBroken(what));
const deaf = () => Promise.reject(new EngineDeaf());
const well = () => Promise.resolve();
const order = (kind: 'start' | 'restart' | 'stop'): Command => ({
  id: newId('cmd'),
  keyId: null,
  payload: { kind },
  requestId: null,
  notAfter: null,
});

describe('S-8 recovery in stages', () => {
  it('S-8 listens anew, loads the page anew, and only then starts a new engine, each step recorded', async () => {
    const h = await new SessionHarness().open();
    h.account.onProbe = refuse('not linked');
    await h.clock.advance(20_100);
    expect(h.recoveries()).toEqual(['reattach probe_missed begun']);
    await h.clock.advance(10_100);
    h.account.onProbe = well;
    await h.clock.advance(3_000);
    expect(h.recoveries()).toEqual([
      'reattach probe_missed begun',
      'reattach probe_missed failed',
      'reload probe_missed begun',
      'reload probe_missed failed',
      'kill probe_missed begun',
      'kill probe_missed worked',
    ]);
    expect(h.account.engines).toHaveLength(2);
    expect(h.states().at(-1)).toBe('ready');
  });

  it('S-8 goes on with the same engine when loading the page anew helped', async () => {
    const h = await new SessionHarness().open();
    h.account.onProbe = refuse('not linked');
    h.account.onMend = async (stage) => {
      if (stage === 'reload') h.account.onProbe = well;
    };
    await h.clock.advance(40_000);
    expect(h.recoveries().at(-1)).toBe('reload probe_missed worked');
    expect(h.states()).toEqual(['starting', 'ready', 'degraded', 'ready']);
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-8 does not ask a page that is silent to listen anew, and gives each stage its deadline', async () => {
    const h = await new SessionHarness().open();
    h.account.onProbe = hang;
    h.account.onMend = (_, signal) => hang(signal);
    await h.clock.advance(30_100);
    expect(h.account.calls.filter((call) => call.startsWith('mend'))).toEqual(['mend reload']);
    await h.clock.advance(30_000);
    expect(h.account.engines[0]?.isKilled).toBe(true);
  });

  it('S-8 says that a linked session is deaf, hears again, and looks for what it missed since the last message', async () => {
    const h = await new SessionHarness().open();
    const heardAt = h.clock.now();
    h.account.engine.emit(inbound('AAAA', heardAt));
    await settle();
    h.account.onProbe = deaf;
    h.account.onMend = async () => void (h.account.onProbe = well);
    h.account.onBackfill = () => [inbound('BBBB', heardAt + 9_000, { backfilled: true })];
    await h.clock.advance(20_100);
    expect(h.states()).toEqual(['starting', 'ready', 'degraded/deaf', 'ready']);
    expect(h.recoveries()).toEqual(['reattach deaf begun', 'reattach deaf worked']);
    expect(h.account.calls.at(-1)).toBe(`backfill ${heardAt - MINUTE_MS}`);
    expect(h.facts('message').map((fact) => fact.keyId)).toEqual(['AAAA', 'BBBB']);
  });

  it('S-8 takes the next stage when deafness comes back soon after the one that seemed to help', async () => {
    const h = await new SessionHarness().open();
    for (let round = 0; round < 3; round++) {
      h.account.onProbe = deaf;
      h.account.onMend = async () => void (h.account.onProbe = well);
      await h.clock.advance(21_000);
    }
    expect(h.account.calls.filter((call) => call.startsWith('mend'))).toEqual(['mend reattach', 'mend reload']);
    expect(h.recoveries().at(-2)).toBe('kill deaf begun');
    expect(h.states()).toContain('disconnected/deaf');
  });

  it('S-8 ignores that the page says it links while it is loaded anew', async () => {
    const h = await new SessionHarness().open();
    h.account.onProbe = refuse('not linked');
    h.account.onMend = async () => {
      h.account.engine.emit(state('connecting'));
      h.account.engine.emit(state('ready'));
    };
    await h.clock.advance(20_100);
    expect(h.states()).toEqual(['starting', 'ready', 'degraded']);
  });

  it('S-5 shows which try of how many comes when, and nothing of it once the session is ready', async () => {
    const h = await new SessionHarness().open();
    h.account.engine.crash('page crashed');
    await h.clock.advance(0);
    expect(h.facts('state').at(-1)?.recovery).toMatchObject({ attempt: 1, maxAttempts: 5 });
    const nextAt = Date.parse(h.facts('state').at(-1)?.recovery?.nextAt ?? '') - h.clock.now();
    expect(nextAt).toBeGreaterThanOrEqual(1_000);
    expect(nextAt).toBeLessThanOrEqual(1_200);
    await h.clock.advance(1_500);
    expect(h.facts('state').at(-2)).toMatchObject({ status: 'starting', recovery: { attempt: 1, nextAt: null } });
    expect(h.facts('state').at(-1)).toMatchObject({ status: 'ready', recovery: null });
    expect(h.recoveries()).toEqual(['restart page_crashed begun', 'restart page_crashed worked']);
  });
});

describe('S-5 memory and age', () => {
  it('S-5 starts a session anew above the soft watermark once it is idle, without telling that it is away', async () => {
    const h = await new SessionHarness().open();
    h.memoryBytes = 1_100 * MB;
    let answer: () => void = () => undefined;
    h.account.onSend = (message) =>
      new Promise((resolve) => (answer = () => resolve(h.account.put(message.keyId, message.payload.chatId, 1))));
    await h.dispatch(sendText(newId('cmd'), '966500000002@c.us', 'busy'));
    await h.clock.advance(10_000);
    expect(h.account.engines).toHaveLength(1);
    answer();
    h.account.onSend = null;
    await h.clock.advance(30_000);
    expect(h.account.engines).toHaveLength(2);
    expect(h.states()).toEqual(['starting', 'ready', 'starting/restarting', 'starting', 'ready']);
    expect(h.recoveries()).toEqual(['recycle memory begun', 'recycle memory worked']);
    expect(h.account.mostAlive).toBe(1);
  });

  it('S-5 does not start a session anew again and again that needs so much by itself', async () => {
    const h = await new SessionHarness().open();
    h.memoryBytes = 1_100 * MB;
    await h.clock.advance(59 * MINUTE_MS);
    expect(h.account.engines).toHaveLength(2);
    await h.clock.advance(2 * MINUTE_MS);
    expect(h.account.engines).toHaveLength(3);
  });

  it('S-5 leaves a code to be scanned alone, whatever memory it takes below the hard watermark', async () => {
    const h = new SessionHarness();
    h.memoryBytes = 1_100 * MB;
    h.account.onStart = (engine) => engine.emit(state('qr'));
    await h.open();
    await h.clock.advance(10 * MINUTE_MS);
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-5 kills a session above the hard watermark at once and starts it anew', async () => {
    const h = await new SessionHarness().open();
    h.memoryBytes = 2_100 * MB;
    await h.clock.advance(30_100);
    expect(h.account.engines[0]?.isKilled).toBe(true);
    h.memoryBytes = 200 * MB;
    await h.clock.advance(2_000);
    expect(h.recoveries()).toEqual(['kill memory begun', 'kill memory worked']);
  });

  it('S-5 starts a page of a day anew, each session at a moment of its own', async () => {
    const h = await new SessionHarness().open();
    await h.clock.advance(24 * HOUR_MS - MINUTE_MS);
    expect(h.account.engines).toHaveLength(1);
    await h.clock.advance(6 * HOUR_MS);
    expect(h.account.engines).toHaveLength(2);
    expect(h.recoveries().filter((step) => step.startsWith('recycle'))).toEqual([
      'recycle age begun',
      'recycle age worked',
    ]);
  });

  it('S-8 listens anew when nothing was heard for six hours, and stays ready', async () => {
    const h = await new SessionHarness().open();
    await h.clock.advance(5 * HOUR_MS);
    h.account.engine.emit(inbound('AAAA', h.clock.now()));
    await h.clock.advance(5 * HOUR_MS);
    expect(h.recoveries()).toEqual([]);
    await h.clock.advance(HOUR_MS + MINUTE_MS);
    expect(h.recoveries()).toEqual(['reattach age begun', 'reattach age worked']);
    expect(h.states()).toEqual(['starting', 'ready']);
  });

  it('S-5 tells the memory, the last event and the restarts of a session', async () => {
    const h = await new SessionHarness().open();
    h.memoryBytes = 210 * MB;
    h.account.engine.crash();
    await h.clock.advance(31_500);
    expect(await h.session.health()).toEqual({
      memoryBytes: 210 * MB,
      lastEventAt: expect.stringMatching(/^2030-/),
      restarts: 1,
    });
  });
});

describe('S-5 bad circumstances', () => {
  it('S-5 rests with one reason when the browser never starts', async () => {
    const h = new SessionHarness();
    h.account.onStart = refuse(BROWSER_DID_NOT_START);
    await h.open();
    await h.clock.advance(HOUR_MS);
    expect(h.account.engines).toHaveLength(5);
    expect(new Set(h.states())).toEqual(new Set(['starting', 'disconnected/browser_failed']));
    expect(h.facts('state').at(-1)).toMatchObject({ reason: 'browser_failed', recovery: null });
  });

  it('S-5 outlives a network that is away for hours', async () => {
    const h = await new SessionHarness().open();
    h.account.onStart = refuse(NETWORK_AWAY);
    h.account.engine.emit(state('disconnected', 'network'));
    await h.clock.advance(3 * HOUR_MS);
    expect(h.states()).not.toContain('disconnected/crash_loop');
    expect(h.states().at(-1)).toMatch(/^(disconnected\/network|starting)$/);
    h.account.onStart = (engine) => engine.emit(state('ready'));
    await h.clock.advance(75_000);
    expect(h.states().at(-1)).toBe('ready');
    expect(h.recoveries()).toEqual(['kill network begun', 'kill network worked']);
  });

  it('S-4 says starting while it waits for its turn, and begins its deadline behind it', async () => {
    const h = new SessionHarness();
    h.slots = new StartSlots(1);
    const release = await h.slots.take(new AbortController().signal);
    await h.open();
    await h.clock.advance(10 * MINUTE_MS);
    expect(h.states()).toEqual(['starting']);
    expect(h.account.engines).toHaveLength(0);
    release();
    await settle();
    expect(h.states()).toEqual(['starting', 'ready']);
  });
});

describe('S-5 the breaker and the waits', () => {
  it('S-5 counts every fault and keeps its waits while the room repeats that the session is wanted', async () => {
    const h = await new SessionHarness().open();
    for (let fault = 1; fault < 5; fault++) {
      h.account.engine.crash();
      await h.session.wish('running');
      await h.clock.advance(0);
      await h.session.wish('running');
      expect(h.account.engines).toHaveLength(fault);
      await h.clock.advance(30_000);
      expect(h.account.engines).toHaveLength(fault + 1);
    }
    h.account.engine.crash();
    await h.clock.advance(HOUR_MS);
    expect(h.states().at(-1)).toBe('disconnected/crash_loop');
    expect(h.account.engines).toHaveLength(5);
  });

  it('S-5 counts the faults from before its lease was away for a while', async () => {
    const h = await new SessionHarness().open();
    for (let fault = 1; fault <= 5; fault++) {
      h.account.engine.crash();
      await h.clock.advance(0);
      h.session.setLeased(false);
      await settle();
      h.session.setLeased(true);
      await h.clock.advance(30_000);
    }
    expect(h.states().at(-1)).toBe('disconnected/crash_loop');
  });

  it('S-8 does not take the failure of an earlier step for one of the restart that works', async () => {
    const h = await new SessionHarness().open();
    const mend = Promise.withResolvers<void>();
    h.account.onMend = () => mend.promise;
    while (h.recoveries().length === 0) await h.clock.advance(1_000);
    const begun = h.recoveries();
    h.account.engine.crash();
    mend.reject(new EngineBroken('browser ended'));
    await h.clock.advance(3_000);
    expect([...begun, h.recoveries().at(-1)]).toEqual(['reattach age begun', 'restart browser_ended worked']);
  });

  it('S-8 ends a step that was begun when the session is stopped before it could help', async () => {
    const h = await new SessionHarness().open();
    h.account.engine.crash();
    await h.clock.advance(0);
    await h.dispatch(order('stop'));
    expect(h.recoveries()).toEqual(['restart browser_ended begun', 'restart browser_ended failed']);
  });
});

describe('S-1 honest states', () => {
  it.each(['start', 'restart'] as const)('S-1 rests in a conflict, and takes the account over on %s', async (kind) => {
    const h = await new SessionHarness().open();
    h.account.engine.emit(state('disconnected', 'conflict'));
    await h.clock.advance(HOUR_MS);
    await h.session.wish('running');
    expect(h.account.engines).toHaveLength(1);
    expect(h.states().at(-1)).toBe('disconnected/conflict');
    await h.dispatch(order(kind));
    expect(h.account.engines.map((engine) => engine.options.takesOver)).toEqual([false, true]);
    h.account.engine.crash();
    await h.clock.advance(2_000);
    expect(h.account.engine.options.takesOver).toBe(false);
  });

  it('S-1 takes the account back by itself at most three times in ten minutes, where that was asked for', async () => {
    const h = new SessionHarness();
    h.limits = { conflictTakeovers: 100 };
    h.account.onStart = (engine) => engine.emit(state('disconnected', 'conflict'));
    await h.open();
    await h.clock.advance(MINUTE_MS);
    expect(h.account.engines.map((engine) => engine.options.takesOver)).toEqual([false, true, true, true]);
    expect(h.account.alive).toBe(0);
  });

  it('S-1 waits for a person without a deadline and is ready again by itself', async () => {
    const h = await new SessionHarness().open();
    h.account.engine.emit(state('action_required', 'confirm_on_phone'));
    const command = sendText(newId('cmd'), '966500000002@c.us', 'later');
    await h.dispatch(command);
    await h.clock.advance(HOUR_MS);
    expect(h.outcomes(command)).toEqual([]);
    h.account.engine.emit(state('ready'));
    await settle();
    expect(h.outcomes(command)).toEqual(['sent']);
    expect(h.states()).toEqual(['starting', 'ready', 'action_required/confirm_on_phone', 'ready']);
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-1 says that the account is restricted after three refusals in a row, until a message is taken', async () => {
    const h = await new SessionHarness().open();
    const send = async (ack: number) => {
      h.account.ackOfSends = ack;
      const command = sendText(newId('cmd'), '966500000002@c.us', 'x');
      await h.dispatch(command);
      return h.outcomes(command);
    };
    expect(await send(-1)).toEqual(['failed engine_refused']);
    await send(-1);
    expect(h.states().at(-1)).toBe('ready');
    await send(-1);
    expect(h.states().at(-1)).toBe('ready/restricted');
    expect(await send(1)).toEqual(['sent']);
    expect(h.states().at(-1)).toBe('ready');
  });

  it('S-1 says auth_failure when the login is invalid, keeps it on disk, and waits for an operator', async () => {
    const h = await new SessionHarness().open();
    const login = join(h.account.engine.options.profileDir, 'login');
    writeFileSync(login, 'perhaps good again');
    h.account.engine.emit(state('auth_failure', 'login_invalid'));
    await h.clock.advance(HOUR_MS);
    expect(existsSync(login)).toBe(true);
    expect(h.states().at(-1)).toBe('auth_failure/login_invalid');
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-2 ignores a code of an engine that is being ended', async () => {
    const h = new SessionHarness();
    h.account.onStart = (engine) => engine.emit(state('qr'));
    await h.open();
    const old = h.account.engine;
    await h.dispatch(order('stop'));
    old.emit({ type: 'qr', qr: 'stale', attempt: 2, maxAttempts: 6, expiresAt: new Date(0).toISOString() });
    await settle();
    expect(h.facts('qr')).toEqual([]);
    expect(h.states().at(-1)).toBe('stopped/stopped_by_operator');
  });
});
