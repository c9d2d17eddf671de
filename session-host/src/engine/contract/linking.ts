import { expect, it } from 'vitest';
import type { EngineProbe } from '../engine-probe.ts';
import { STEP_MS, within } from './stage.ts';
import type { Stage } from './stage.ts';

/** How a session is linked. */
export const describeLinking = (stage: () => Stage): void => {
  it('S-2 shows a QR with its expiry, and is ready with the account of the phone that scanned it', async () => {
    const phone = stage().newPhone();
    await stage().control.account(phone, 'Layla Store');
    const probe = await stage().start(`p${phone}`);
    const shown = await probe.fact('qr', STEP_MS);
    expect(shown).toMatchObject({ attempt: 1, maxAttempts: 6 });
    expect(shown.qr.split(',')).toHaveLength(5);
    expect(Date.parse(shown.expiresAt)).toBeGreaterThan(Date.now());
    await stage().control.scan(phone, { qr: shown.qr });
    const state = await probe.ready(STEP_MS);
    expect(state.clientInfo).toEqual({ platform: 'android', phoneNumber: phone, name: 'Layla Store' });
  });

  it('S-2 links by a pairing code that was asked for', async () => {
    const phone = stage().newPhone();
    await stage().control.account(phone, 'Layla Store');
    const probe = await stage().start(`p${phone}`);
    await probe.fact('qr', STEP_MS);
    const { code, expiresAt } = await probe.engine.pairingCode(phone, within());
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    await stage().control.scan(phone, { pairingCode: code });
    expect((await probe.ready(STEP_MS)).clientInfo?.phoneNumber).toBe(phone);
  });
};

/** What every engine does with QR codes that nobody scans; `stage` has codes that live less than a second. */
export const describeImpatientLinking = (stage: () => Stage): void => {
  const codes = (probe: EngineProbe) => probe.facts.filter((fact) => fact.type === 'qr');

  it('S-2 stops with qr_expired after six QR codes that nobody scanned', async () => {
    const probe = await stage().start('expired');
    await probe.until(() => probe.lastState()?.status === 'stopped', STEP_MS);
    expect(probe.lastState()).toMatchObject({ reason: 'qr_expired' });
    expect(codes(probe).map((fact) => fact.attempt)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(codes(probe).map((fact) => fact.qr)).size).toBe(6);
    expect(probe.broken).toBeNull();
  });

  it('S-9 asks for a new QR when the page lets it go idle', async () => {
    await stage().control.setFaults({ idle_ref: true });
    const probe = await stage().start('idle');
    await probe.until(() => codes(probe).length >= 2, STEP_MS);
  });
};
