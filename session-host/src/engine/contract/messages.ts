import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EngineRefusal } from '../engine.ts';
import type { OutboundSend } from '../engine.ts';
import { STEP_MS, textTo, within } from './stage.ts';
import type { Stage } from './stage.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** What goes out and comes in. */
export const describeMessages = (stage: () => Stage): void => {
  it('M-1 sends a text under our own key id and reports its acks', async () => {
    const { peer, probe } = await stage().pair();
    const message = textTo(peer, 'مرحبا بك');
    const sent = await probe.engine.send(message, within());
    expect(sent).toMatchObject({ ack: expect.toSatisfy((ack: number) => ack >= 1), wasPresent: false });
    expect(sent.waMessageId).toBe(`true_${peer}@c.us_${message.keyId}`);
    await probe.until(() => probe.highestAck(message.keyId) === 2, STEP_MS);
    await stage().control.ack(message.keyId, 3);
    await probe.until(() => probe.highestAck(message.keyId) === 3, STEP_MS);
    expect(await stage().control.delivered(peer)).toMatchObject([
      { id: message.keyId, body: 'مرحبا بك', type: 'text' },
    ]);
  });

  it('M-2 sends an image with its caption, byte for byte', async () => {
    const { peer, probe } = await stage().pair();
    const mediaPath = join(stage().folder, 'pixel.png');
    writeFileSync(mediaPath, PIXEL);
    const { keyId } = textTo(peer, 'a pixel');
    const media = { id: 'med_0000000000', mimetype: 'image/png', filename: 'pixel.png', sizeBytes: PIXEL.length };
    const chatId = `${peer}@c.us`;
    await probe.engine.send(
      {
        keyId,
        payload: { kind: 'send_media', chatId, media, type: 'image', caption: 'a pixel', quotedWaMessageId: null },
        mediaPath,
      },
      within(),
    );
    expect(await stage().control.delivered(peer)).toMatchObject([
      { id: keyId, type: 'image', body: 'a pixel', media: { mimetype: 'image/png', sizeBytes: PIXEL.length } },
    ]);
    const bytes = await fetch(`${stage().simulator.url}/messages/${keyId}/media`).then((response) =>
      response.arrayBuffer(),
    );
    expect(Buffer.from(bytes)).toEqual(PIXEL);
  });

  it('M-5 reports an inbound text with the name and phone of its sender', async () => {
    const { mine, peer, probe } = await stage().pair();
    const { id } = await stage().control.say({ from: peer, to: mine, body: 'السلام عليكم' });
    const fact = await probe.message(id, STEP_MS);
    expect(fact).toMatchObject({
      chatId: `${peer}@c.us`,
      chatName: 'Salem',
      fromMe: false,
      kind: 'text',
      body: 'السلام عليكم',
      backfilled: false,
      isGroup: false,
      peer: { phone: peer, name: 'Salem' },
    });
  });

  it('M-5 reports a message that was typed on the phone itself as own', async () => {
    const { mine, peer, probe } = await stage().pair();
    const { id } = await stage().control.say({ from: mine, to: peer, body: 'by hand' });
    expect(await probe.message(id, STEP_MS)).toMatchObject({ fromMe: true, chatId: `${peer}@c.us`, body: 'by hand' });
  });

  it('M-2 reports an inbound image and downloads its bytes', async () => {
    const { mine, peer, probe } = await stage().pair();
    const media = { mimetype: 'image/png', base64: PIXEL.toString('base64'), filename: null };
    const { id } = await stage().control.say({ from: peer, to: mine, type: 'image', body: 'look', media });
    const fact = await probe.message(id, STEP_MS);
    expect(fact).toMatchObject({ kind: 'image', body: 'look', media: { mimetype: 'image/png' } });
    const downloaded = await probe.engine.downloadMedia(fact.waMessageId, within());
    expect(downloaded.mimetype).toBe('image/png');
    expect(Buffer.from(downloaded.bytes)).toEqual(PIXEL);
  });

  it('M-3 quotes the message that it replies to, and reports the quote of a reply', async () => {
    const { mine, peer, probe } = await stage().pair();
    const question = await stage().control.say({ from: peer, to: mine, body: 'question' });
    const asked = await probe.message(question.id, STEP_MS);
    const answer = textTo(peer, 'answer');
    const payload = { ...answer.payload, quotedWaMessageId: asked.waMessageId };
    await probe.engine.send({ ...answer, payload }, within());
    expect(await stage().control.delivered(peer)).toMatchObject([{ id: answer.keyId, quoted: question.id }]);
    const reply = await stage().control.say({ from: peer, to: mine, body: 'thanks', quoted: answer.keyId });
    expect(await probe.message(reply.id, STEP_MS)).toMatchObject({ quotedKeyId: answer.keyId });
  });

  it('M-5 reports a reaction, an edit and a deletion of the other side, and sends a reaction', async () => {
    const { mine, peer, probe } = await stage().pair();
    const { id } = await stage().control.say({ from: peer, to: mine, body: 'first' });
    const { waMessageId } = await probe.message(id, STEP_MS);
    await stage().control.call('POST', `/messages/${id}/react`, { from: peer, emoji: '👍' });
    expect(await probe.fact('reaction', STEP_MS)).toMatchObject({
      targetKeyId: id,
      emoji: '👍',
      peer: { phone: peer },
    });
    await stage().control.call('POST', `/messages/${id}/edit`, { body: 'second' });
    expect(await probe.fact('edit', STEP_MS)).toMatchObject({ keyId: id, body: 'second' });
    await stage().control.call('POST', `/messages/${id}/revoke`, {});
    expect(await probe.fact('revoke', STEP_MS)).toMatchObject({ keyId: id });
    await probe.engine.react(waMessageId, '❤️', within());
  });

  it('M-3 tells the sender that a chat was read', async () => {
    const { mine, peer, probe } = await stage().pair();
    const { id } = await stage().control.say({ from: peer, to: mine, body: 'read me' });
    await probe.message(id, STEP_MS);
    await probe.engine.markSeen(`${peer}@c.us`, within());
    await probe.until(async () => (await stage().control.delivered(mine))[0]?.ack === 3, STEP_MS);
  });
};

/** What a send keeps to, whatever it carries. */
export const describeSendRules = (stage: () => Stage): void => {
  it('M-4 sends once when the same key id is sent twice, one after the other and at the same time', async () => {
    const { mine, peer, probe } = await stage().pair();
    const message = textTo(peer, 'once');
    await Promise.all([probe.engine.send(message, within()), probe.engine.send(message, within())]);
    const again = await probe.engine.send(message, within());
    expect(again.wasPresent).toBe(true);
    expect(await stage().control.delivered(peer)).toHaveLength(1);
    expect(await stage().control.sent(mine)).toMatchObject([
      { id: message.keyId, transmissions: 1, duplicatesIgnored: 0 },
    ]);
  });

  it('M-1 keeps the order of a chat when its sends overlap, media among them', async () => {
    const { peer, probe } = await stage().pair();
    const mediaPath = join(stage().folder, 'ordered.png');
    writeFileSync(mediaPath, PIXEL);
    const texts = Array.from({ length: 10 }, (_, index) => textTo(peer, `in order ${index}`));
    const picture = textTo(peer, 'in order, a picture');
    const chatId = `${peer}@c.us`;
    const media = { id: 'med_0000000001', mimetype: 'image/png', filename: 'ordered.png', sizeBytes: PIXEL.length };
    const messages: OutboundSend[] = [
      ...texts.slice(0, 5),
      {
        keyId: picture.keyId,
        payload: { kind: 'send_media', chatId, media, type: 'image', caption: '', quotedWaMessageId: null },
        mediaPath,
      },
      ...texts.slice(5),
    ];
    await Promise.all(messages.map((message) => probe.engine.send(message, within())));
    const delivered = await stage().control.delivered(peer);
    expect(delivered.map(({ id }) => id)).toEqual(messages.map(({ keyId }) => keyId));
  });

  it('M-1 refuses a number that is not on WhatsApp and stores nothing', async () => {
    const { probe } = await stage().pair();
    const message = textTo('966599999999', 'nobody');
    const refusal = await probe.engine.send(message, within()).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EngineRefusal);
    expect(refusal).toMatchObject({ code: 'number_not_on_whatsapp' });
    expect(await probe.engine.find(message.keyId, '966599999999@c.us', within())).toBeNull();
  });
};
