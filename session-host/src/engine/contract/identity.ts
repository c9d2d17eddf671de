import { expect, it } from 'vitest';
import type { EngineProbe } from '../engine-probe.ts';
import { STEP_MS, textTo, within } from './stage.ts';
import type { Stage } from './stage.ts';

const identities = (probe: EngineProbe) => probe.facts.filter((fact) => fact.type === 'identity');

/** People who are known by number, by lid, or by both (S-10). */
export const describeIdentity = (stage: () => Stage): void => {
  it('S-10 keeps phone and lid apart when chats show as lid', async () => {
    const { mine, peer, probe } = await stage().pair();
    await stage().control.setFaults({ lid: true });
    const { id } = await stage().control.say({ from: peer, to: mine, body: 'by lid' });
    const fact = await probe.message(id, STEP_MS);
    expect(fact.chatId).toMatch(/^\d+@lid$/);
    expect(fact.peer).toMatchObject({ phone: peer, lid: fact.chatId.split('@')[0] });
    const message = textTo(peer, 'to a lid');
    await probe.engine.send(message, within());
    expect(await probe.engine.find(message.keyId, `${peer}@c.us`, within())).toMatchObject({ wasPresent: true });
    expect((await stage().control.delivered(peer)).map((delivered) => delivered.id)).toEqual([message.keyId]);
  });

  it('S-10 knows a person who hides the number by lid alone, and tells once when the number is learnt', async () => {
    const { mine, peer, probe } = await stage().pair();
    const { lid } = await stage().control.hidePhone(peer, true);
    const hidden = await stage().control.say({ from: peer, to: mine, body: 'from nobody' });
    const fact = await probe.message(hidden.id, STEP_MS);
    expect(fact).toMatchObject({ chatId: `${lid}@lid`, peer: { phone: null, lid } });
    const answer = textTo(`${lid}@lid`, 'to a lid that has no number');
    await probe.engine.send({ ...answer, payload: { ...answer.payload, chatId: `${lid}@lid` } }, within());
    expect(await stage().control.delivered(peer)).toMatchObject([{ id: answer.keyId }]);
    expect(identities(probe)).toEqual([]);
    await stage().control.hidePhone(peer, false);
    await probe.fact('identity', STEP_MS);
    await stage().control.setFaults({ lid: true });
    const known = await stage().control.say({ from: peer, to: mine, body: 'from somebody' });
    expect((await probe.message(known.id, STEP_MS)).peer).toMatchObject({ phone: peer, lid });
    expect(identities(probe)).toEqual([{ type: 'identity', phone: peer, lid }]);
  });

  it('S-10 goes on with its messages when a chat turns from number to lid between two of them', async () => {
    const { mine, peer, probe } = await stage().pair();
    const first = await stage().control.say({ from: peer, to: mine, body: 'by number' });
    expect((await probe.message(first.id, STEP_MS)).chatId).toBe(`${peer}@c.us`);
    const sent = textTo(peer, 'sent by number');
    await probe.engine.send(sent, within());
    await stage().control.setFaults({ lid: true });
    const second = await stage().control.say({ from: peer, to: mine, body: 'by lid' });
    const { chatId, peer: described } = await probe.message(second.id, STEP_MS);
    expect(chatId).toBe(`${described.lid}@lid`);
    // The message was sent under the number; its id in the page may have become one of the lid.
    await stage().control.ack(sent.keyId, 3);
    await probe.until(() => probe.highestAck(sent.keyId) === 3, STEP_MS);
    for (const asked of [`${peer}@c.us`, chatId]) {
      expect(await probe.engine.find(sent.keyId, asked, within())).toMatchObject({ ack: 3, wasPresent: true });
    }
    expect(await probe.engine.send(sent, within())).toMatchObject({ wasPresent: true });
    await stage().control.setFaults({ lid: false });
    const next = textTo(peer, 'sent by number to a chat that is one of a lid');
    await probe.engine.send(next, within());
    await probe.until(() => probe.highestAck(next.keyId) === 2, STEP_MS);
    const delivered = await stage().control.delivered(peer);
    expect(delivered.map(({ id }) => id)).toEqual([sent.keyId, next.keyId]);
    expect(identities(probe)).toEqual([{ type: 'identity', phone: peer, lid: described.lid }]);
  });
};
