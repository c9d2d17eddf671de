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
    // Hidden from the start: what a page has learnt once it does not forget.
    const [mine, peer] = [stage().newPhone(), stage().newPhone()];
    await stage().control.account(peer, 'Salem');
    const { lid } = await stage().control.hidePhone(peer, true);
    const probe = await stage().linked(mine);
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
    const media = { mimetype: 'text/plain', base64: btoa('by number'), filename: 'a.txt' };
    const first = await stage().control.say({ from: peer, to: mine, type: 'document', media });
    const { chatId: numberChat, waMessageId } = await probe.message(first.id, STEP_MS);
    expect(numberChat).toBe(`${peer}@c.us`);
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
    // What was said of a message before names it by the number.
    const next = textTo(peer, 'sent by number to a chat that is one of a lid');
    await probe.engine.send({ ...next, payload: { ...next.payload, quotedWaMessageId: waMessageId } }, within());
    await probe.engine.react(waMessageId, '👍', within());
    const { bytes } = await probe.engine.downloadMedia(waMessageId, within());
    expect(Buffer.from(bytes).toString()).toBe('by number');
    await probe.until(() => probe.highestAck(next.keyId) === 2, STEP_MS);
    const delivered = await stage().control.delivered(peer);
    expect(delivered.map(({ id, quoted }) => [id, quoted])).toEqual([
      [sent.keyId, null],
      [next.keyId, first.id],
    ]);
    expect(identities(probe)).toEqual([{ type: 'identity', phone: peer, lid: described.lid }]);
  });
};
