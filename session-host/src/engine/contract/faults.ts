import { expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { STEP_MS, textTo, within } from './stage.ts';
import type { Stage } from './stage.ts';

/** How long a send that never answers is waited for. */
const HELD_SEND_MS = 1_500;

/** Restarts, losses and what the network does wrong. `kill` ends an engine as SIGKILL of its browser would. */
export const describeFaults = (stage: () => Stage, kill: (engine: Engine) => Promise<void>): void => {
  it('S-8 answers ack 0 when the network says nothing, and reports the acks when they come', async () => {
    const { peer, probe } = await stage().pair();
    await stage().control.setFaults({ delay_acks_ms: 1_500 });
    const message = textTo(peer, 'late');
    const sent = await probe.engine.send(message, within(500));
    expect(sent).toMatchObject({ ack: 0, wasPresent: false });
    await probe.until(() => probe.highestAck(message.keyId) === 2, STEP_MS);
  });

  it.each(['skip_acks', 'reorder_acks'] as const)('M-4 ends at the highest ack with %s', async (fault) => {
    const { peer, probe } = await stage().pair();
    await stage().control.setFaults({ [fault]: true });
    const message = textTo(peer, fault);
    await probe.engine.send(message, within());
    await probe.until(() => probe.highestAck(message.keyId) === 2, STEP_MS);
  });

  it('S-8 restores the login after a restart, and reports or backfills once what came meanwhile', async () => {
    const { mine, peer, probe } = await stage().pair();
    const before = await stage().control.say({ from: peer, to: mine, body: 'before' });
    await probe.message(before.id, STEP_MS);
    await probe.engine.stop();
    const meanwhile = await stage().control.say({ from: peer, to: mine, body: 'meanwhile' });
    const again = await stage().restarted(mine);
    expect(again.facts.some((fact) => fact.type === 'qr')).toBe(false);
    await again.until(async () => {
      const found = await again.engine.backfill(0, within());
      return found.map((fact) => fact.keyId).join() === [before.id, meanwhile.id].join();
    }, STEP_MS);
    const found = await again.engine.backfill(0, within());
    expect(found.every((fact) => fact.backfilled)).toBe(true);
  });

  it('S-8 reports acks that came while it was away', async () => {
    const { mine, peer, probe } = await stage().pair();
    const message = textTo(peer, 'acked later');
    await probe.engine.send(message, within());
    await probe.until(() => probe.highestAck(message.keyId) === 2, STEP_MS);
    await probe.engine.stop();
    await stage().control.ack(message.keyId, 3);
    const again = await stage().restarted(mine);
    await again.until(async () => {
      const found = await again.engine.find(message.keyId, `${peer}@c.us`, within());
      return found?.ack === 3;
    }, STEP_MS);
  });

  it('S-1 is disconnected and unlinked when the phone removes the device, and asks for a new start', async () => {
    const { mine, probe } = await stage().pair();
    await stage().control.unlink(mine);
    await probe.until(() => probe.broken !== null, STEP_MS);
    expect(probe.lastState()).toMatchObject({ status: 'disconnected', reason: 'unlinked', clientInfo: null });
    await probe.engine.stop();
    const again = await stage().start(`p${mine}`);
    expect(await again.fact('qr', STEP_MS)).toMatchObject({ attempt: 1 });
  });

  it('S-1 logs out at WhatsApp and removes the login', async () => {
    const { mine, probe } = await stage().pair();
    await probe.engine.logout(within());
    expect(probe.lastState()).toMatchObject({ status: 'stopped', reason: 'logged_out' });
    await probe.until(async () => {
      const { accounts } = await stage().control.call<{ accounts: { phone: string; devices: number }[] }>(
        'GET',
        '/accounts',
      );
      return accounts.find((account) => account.phone === mine)?.devices === 0;
    }, STEP_MS);
    expect(probe.broken).toBeNull();
    const again = await stage().start(`p${mine}`);
    await again.fact('qr', STEP_MS);
  });

  it.each([
    { step: 'before_store', expected: null, deliveries: 0 },
    { step: 'after_store', expected: 1, deliveries: 1 },
    { step: 'after_transmit', expected: 1, deliveries: 1 },
  ] as const)('S-5 tells the truth after a kill $step of a send', async ({ step, expected, deliveries }) => {
    const { mine, peer, probe } = await stage().pair();
    await stage().control.setFaults({ hold_at: step });
    const message = textTo(peer, step);
    const held = probe.engine.send(message, within(HELD_SEND_MS)).catch((error: unknown) => error);
    await probe.until(async () => (await stage().control.reached()) === step, STEP_MS);
    await kill(probe.engine);
    await held;
    const again = await stage().restarted(mine);
    const find = () => again.engine.find(message.keyId, `${peer}@c.us`, within());
    if (expected === null) expect(await find()).toBeNull();
    else await again.until(async () => ((await find())?.ack ?? 0) >= expected, STEP_MS);
    expect(await stage().control.delivered(peer)).toHaveLength(deliveries);
    await again.engine.send(message, within());
    expect(await stage().control.delivered(peer)).toHaveLength(1);
  });

  it('S-5 says that it is broken when it dies unasked', async () => {
    const { probe } = await stage().pair();
    await kill(probe.engine);
    await probe.until(() => probe.broken !== null, STEP_MS);
    await expect(probe.engine.probe(within())).rejects.toMatchObject({ name: 'EngineBroken' });
  });

  it('S-5 fails its probe while the network is cut, tells it, and is ready again by itself', async () => {
    const { mine, peer, probe } = await stage().pair();
    await probe.engine.probe(within());
    await stage().control.setFaults({ network_cut: true });
    await probe.until(() => probe.lastState()?.reason === 'network', STEP_MS);
    expect(probe.lastState()).toMatchObject({ status: 'disconnected', clientInfo: { phoneNumber: mine } });
    await expect(probe.engine.probe(within())).rejects.toMatchObject({ name: 'EngineBroken' });
    const { id } = await stage().control.say({ from: peer, to: mine, body: 'during the cut' });
    await stage().control.setFaults(null);
    await probe.until(() => probe.lastState()?.status === 'ready', STEP_MS);
    await probe.message(id, STEP_MS);
    await probe.engine.probe(within());
    expect(probe.broken).toBeNull();
  });

  it('S-1 is disconnected by a conflict, and ends', async () => {
    const { probe } = await stage().pair();
    await stage().control.setFaults({ conflict: true });
    await probe.until(() => probe.broken !== null, STEP_MS);
    expect(probe.lastState()).toMatchObject({ status: 'disconnected', reason: 'conflict' });
  });

  it('S-8 becomes ready although the page was in sync before anybody listened', async () => {
    const { mine, probe } = await stage().pair();
    await probe.engine.stop();
    await stage().control.setFaults({ sync: 'early' });
    await stage().restarted(mine);
  });

  it('S-5 fails its probe when the page hangs, and still stops within 5 s', async () => {
    const { probe } = await stage().pair();
    await stage().control.setFaults({ freeze: true });
    await probe.until(async () => {
      const failure = await probe.engine.probe(within(500)).catch((error: unknown) => error);
      return failure instanceof Error && failure.name === 'EngineBroken';
    }, STEP_MS);
    const began = Date.now();
    await probe.engine.stop();
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it('S-9 asks the page for nothing that it lacks', async () => {
    expect(await stage().control.missing()).toEqual([]);
  });
};
