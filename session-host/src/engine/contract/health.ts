import { expect, it } from 'vitest';
import type { EngineProbe } from '../engine-probe.ts';
import { EngineDeaf } from '../engine.ts';
import { STEP_MS, textTo, within } from './stage.ts';
import type { Stage } from './stage.ts';

const isDeaf = async (probe: EngineProbe): Promise<boolean> => {
  const failure = await probe.engine.probe(within()).catch((error: unknown) => error);
  return failure instanceof EngineDeaf;
};

/** Sessions that look linked and are not well, and what brings them back. */
export const describeHealth = (stage: () => Stage): void => {
  it('S-8 finds that it is deaf while it says CONNECTED, hears again after the stage that helps, and missed nothing', async () => {
    const { mine, peer, probe } = await stage().pair();
    const hears = async (body: string) => {
      const { id } = await stage().control.say({ from: peer, to: mine, body });
      await probe.message(id, STEP_MS);
    };
    const goesDeaf = async (how: 'detached' | 'dropped') => {
      await stage().control.setFaults({ deaf: how });
      const { id } = await stage().control.say({ from: peer, to: mine, body: how });
      await probe.until(() => isDeaf(probe), STEP_MS);
      expect(probe.facts.some((fact) => fact.type === 'message' && fact.keyId === id)).toBe(false);
      return id;
    };
    await hears('before');
    const first = await goesDeaf('detached');
    await probe.engine.mend('reattach', within());
    await hears('after listening anew');
    const second = await goesDeaf('dropped');
    await probe.engine.mend('reload', within());
    await hears('after loading anew');
    await probe.engine.probe(within());
    await probe.engine.probe(within());
    const missed = (await probe.engine.backfill(0, within())).map((fact) => fact.keyId);
    expect(missed).toEqual(expect.arrayContaining([first, second]));
    expect(probe.facts.findLast((fact) => fact.type === 'state')).toMatchObject({ status: 'ready' });
    expect(probe.facts.filter((fact) => fact.type === 'state' && fact.status === 'ready')).toHaveLength(1);
    const told = probe.facts.flatMap((fact) => (fact.type === 'message' ? [fact.keyId] : []));
    expect(new Set(told).size).toBe(told.length);
    expect(probe.broken).toBeNull();
  });

  it('S-1 waits for a person while the phone must confirm something, and is ready again by itself', async () => {
    const { mine, probe } = await stage().pair();
    await stage().control.setFaults({ dialog: 'phone' });
    await probe.until(() => probe.lastState()?.status === 'action_required', STEP_MS);
    expect(probe.lastState()).toMatchObject({ reason: 'confirm_on_phone' });
    await stage().control.setFaults(null);
    await probe.until(() => probe.lastState()?.status === 'ready', STEP_MS);
    expect(probe.lastState()).toMatchObject({ reason: null, clientInfo: { phoneNumber: mine } });
  });

  it('S-1 says that a passkey is asked for while it is linked, and is ready when it was given', async () => {
    await stage().control.setFaults({ passkey: true });
    const phone = stage().newPhone();
    await stage().control.account(phone, 'Layla Store');
    const probe = await stage().start(`p${phone}`);
    await stage().control.scan(phone, { qr: (await probe.fact('qr', STEP_MS)).qr });
    await probe.until(() => probe.lastState()?.reason === 'passkey_required', STEP_MS);
    expect(probe.lastState()).toMatchObject({ status: 'action_required' });
    await stage().control.setFaults(null);
    await probe.ready(STEP_MS);
  });

  it.each([{ restriction: true }, { quota: 0 }])(
    'S-1 knows for certain that a send was refused, with %o',
    async (fault) => {
      const { peer, probe } = await stage().pair();
      await stage().control.setFaults(fault);
      const message = textTo(peer, JSON.stringify(fault));
      expect(await probe.engine.send(message, within())).toMatchObject({ ack: -1 });
      expect(await stage().control.delivered(peer)).toEqual([]);
      expect(await probe.engine.find(message.keyId, `${peer}@c.us`, within())).toMatchObject({ ack: -1 });
    },
  );

  it('S-1 rests in a conflict until somebody decides to have the account here', async () => {
    const { mine, probe } = await stage().pair();
    await stage().control.setFaults({ conflict: true });
    await probe.until(() => probe.broken !== null, STEP_MS);
    await probe.engine.stop();
    const still = await stage().start(`p${mine}`);
    await still.until(() => still.broken !== null, STEP_MS);
    expect(still.lastState()).toMatchObject({ status: 'disconnected', reason: 'conflict' });
    await still.engine.stop();
    const decided = await stage().start(`p${mine}`, true);
    await decided.ready(STEP_MS);
  });
};
