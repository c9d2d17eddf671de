import { expect, it } from 'vitest';
import { waKeyIdOf } from '@waqtor/core/deterministic-id';
import type { WireContent } from '../../../simulator/network/protocol.ts';
import type { EngineProbe } from '../engine-probe.ts';
import type { Engine, OutboundSend, SendPayload } from '../engine.ts';
import { STEP_MS, textTo, within } from './stage.ts';
import type { Stage } from './stage.ts';

const PLACE = {
  kind: 'location',
  latitude: 24.7136,
  longitude: 46.6753,
  name: 'فرع العليا',
  address: 'Olaya St',
} as const;
const CARD = { name: 'Salem; Ali, الرياض', phone: '966500000077' };
const POLL = { kind: 'poll', question: 'متى نوصل؟', options: ['صباحًا', 'مساءً', 'غدًا'], allowMultiple: true } as const;
const CONTENTS: (WireContent & { type: string })[] = [
  { ...PLACE, type: 'location' },
  { kind: 'contacts', contacts: [CARD], type: 'contact' },
  { kind: 'contacts', contacts: [CARD, { name: 'Noura', phone: null }], type: 'contact' },
  { ...POLL, options: [...POLL.options], type: 'poll' },
];
const KINDS = { location: 'send_location', contacts: 'send_contact', poll: 'send_poll' } as const;

/** Location, cards or poll to a chat, under a key id of its own. */
export const contentTo = (chatId: string, content: WireContent): OutboundSend => ({
  keyId: waKeyIdOf('ses_contract', `${chatId} ${JSON.stringify(content)}`),
  payload: { kind: KINDS[content.kind], chatId, content, quotedWaMessageId: null } as SendPayload,
  mediaPath: null,
});
export const pollTo = (chatId: string): OutboundSend => contentTo(chatId, { ...POLL, options: [...POLL.options] });

const votes = (probe: EngineProbe) => probe.facts.filter((fact) => fact.type === 'poll_vote');

/** What a message carries beside a text. */
export const describeContents = (stage: () => Stage): void => {
  it('M-3 sends a location, contact cards and a poll under our own key ids, each once however often it is asked', async () => {
    const { mine, peer, probe } = await stage().pair();
    const question = await stage().control.say({ from: peer, to: mine, body: 'where?' });
    const { waMessageId: quotedWaMessageId } = await probe.message(question.id, STEP_MS);
    for (const { type, ...content } of CONTENTS) {
      const message = contentTo(`${peer}@c.us`, content as WireContent);
      const payload = { ...message.payload, quotedWaMessageId, isForwarded: true };
      const sent = await probe.engine.send({ ...message, payload }, within());
      expect(sent).toMatchObject({ wasPresent: false, waMessageId: `true_${peer}@c.us_${message.keyId}` });
      expect(await probe.engine.send({ ...message, payload }, within())).toMatchObject({ wasPresent: true });
      expect((await stage().control.delivered(peer)).at(-1)).toMatchObject({
        ...{ id: message.keyId, type, content, quoted: question.id, forwarded: true },
      });
    }
    const sent = await stage().control.sent(mine);
    expect(sent.map(({ transmissions }) => transmissions)).toEqual(CONTENTS.map(() => 1));
  });

  it('M-5 reports a location, contact cards and a poll of the other side, and that they were forwarded', async () => {
    const { mine, peer, probe } = await stage().pair();
    const bodies = ['فرع العليا\nOlaya St', CARD.name, `${CARD.name}, Noura`, POLL.question];
    for (const [at, { type, ...content }] of CONTENTS.entries()) {
      const { id } = await stage().control.say({
        from: peer,
        to: mine,
        content: content as WireContent,
        forwarded: true,
      });
      expect(await probe.message(id, STEP_MS)).toMatchObject({
        ...{ kind: type, body: bodies[at], content, isForwarded: true, media: null },
      });
    }
    const found = await probe.engine.backfill(0, within());
    expect(found.map(({ content }) => content)).toEqual(CONTENTS.map(({ type: _, ...content }) => content));
  });

  it('M-3 tells each vote in our poll once: the first, its change, and that it was taken back', async () => {
    const { peer, probe } = await stage().pair();
    const poll = pollTo(`${peer}@c.us`);
    await probe.engine.send(poll, within());
    for (const [told, options] of [['مساءً'], [2, 0], []].entries()) {
      await stage().control.vote(poll.keyId, peer, options);
      await probe.until(() => votes(probe).length === told + 1, STEP_MS);
    }
    expect(votes(probe).map(({ selected }) => selected)).toEqual([[1], [0, 2], []]);
    expect(votes(probe)[0]).toMatchObject({
      ...{ pollKeyId: poll.keyId, chatId: `${peer}@c.us`, from: `${peer}@c.us`, peer: { phone: peer } },
    });
    const after = textTo(peer, 'after the votes');
    await probe.engine.send(after, within());
    await probe.until(() => probe.highestAck(after.keyId) === 2, STEP_MS);
    expect(votes(probe)).toHaveLength(3);
  });
};

/** `kill` ends an engine as SIGKILL of its browser would. */
export const describePollFault = (stage: () => Stage, kill: (engine: Engine) => Promise<void>): void => {
  it('S-5 finds a poll by its key id after a kill between its store and the answer, and sends it once', async () => {
    const { mine, peer, probe } = await stage().pair();
    await stage().control.setFaults({ hold_at: 'after_store' });
    const poll = pollTo(`${peer}@c.us`);
    const held = probe.engine.send(poll, within(1_500)).catch((error: unknown) => error);
    await probe.until(async () => (await stage().control.reached()) === 'after_store', STEP_MS);
    await kill(probe.engine);
    await held;
    const again = await stage().restarted(mine);
    await again.until(async () => {
      const found = await again.engine.find(poll.keyId, `${peer}@c.us`, within());
      return (found?.ack ?? 0) >= 1;
    }, STEP_MS);
    expect(await again.engine.send(poll, within())).toMatchObject({ wasPresent: true });
    expect(await stage().control.delivered(peer)).toMatchObject([{ id: poll.keyId, type: 'poll', content: POLL }]);
    await stage().control.vote(poll.keyId, peer, [0]);
    const told = await again.fact('poll_vote', STEP_MS);
    expect(told).toMatchObject({ pollKeyId: poll.keyId, selected: [0] });
    // What was told and not kept by anybody is found again, the very same.
    expect(await again.engine.backfillVotes(0, within())).toEqual([told]);
    expect(await again.engine.backfillVotes(Date.now() + 60_000, within())).toEqual([]);
  });
};
