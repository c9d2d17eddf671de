import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waKeyIdOf } from '@waqtor/core/deterministic-id';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { controlOf } from '../../simulator/control-client.ts';
import type { Control } from '../../simulator/control-client.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { EngineRefusal } from './engine.ts';
import type { CreateEngine, Engine, OutboundSend } from './engine.ts';
import { EngineProbe } from './engine-probe.ts';

export interface EngineUnderTest {
  name: string;
  createFactory: (simulatorUrl: string) => CreateEngine;
  /** Ends the engine as SIGKILL of its browser would. */
  kill: (engine: Engine) => Promise<void>;
}

/** How long a browser on a loaded machine may take for one step. */
const STEP_MS = 20_000;
/** How long a send that never answers is waited for in the tests of faults. */
const HELD_SEND_MS = 1_500;
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const within = (ms = STEP_MS) => AbortSignal.timeout(ms);

/** What every engine must do, whatever is behind it: run with the memory engine in Node and with a real browser. */
export const describeEngine = ({ name, createFactory, kill }: EngineUnderTest): void => {
  describe(`engine ${name}`, () => {
    let simulator: Simulator;
    let control: Control;
    const folder = mkdtempSync(join(tmpdir(), 'waqtor-engine-'));
    const probes: EngineProbe[] = [];
    let phoneNo = 966_500_000_000;
    const newPhone = () => String((phoneNo += 1));

    beforeAll(async () => {
      simulator = await startSimulator({ dataDir: join(folder, 'simulator'), qrRotationMs: 5_000 });
      control = controlOf(simulator.url);
    });
    afterEach(async () => {
      await control.setFaults(null);
      await Promise.all(probes.splice(0).map((probe) => probe.engine.stop()));
    });
    afterAll(async () => {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    const open = async (profile: string): Promise<EngineProbe> => {
      const sessionId = `ses_${profile.padStart(12, '0')}`;
      const probe = new EngineProbe(createFactory(simulator.url), { sessionId, profileDir: join(folder, profile) });
      probes.push(probe);
      await probe.engine.start(within());
      return probe;
    };
    /** A session that is linked to `phone` and ready. */
    const linked = async (phone: string): Promise<EngineProbe> => {
      await control.account(phone, 'Layla Store');
      const probe = await open(`p${phone}`);
      const { qr } = await probe.fact('qr', STEP_MS);
      await control.scan(phone, { qr });
      await probe.ready(STEP_MS);
      return probe;
    };
    const restarted = async (phone: string): Promise<EngineProbe> => {
      const probe = await open(`p${phone}`);
      await probe.ready(STEP_MS);
      return probe;
    };
    const pair = async () => {
      const [mine, peer] = [newPhone(), newPhone()];
      await control.account(peer, 'Salem');
      return { mine, peer, probe: await linked(mine) };
    };
    const text = (peer: string, body: string, command = body): OutboundSend => ({
      keyId: waKeyIdOf('ses_contract', `${peer} ${command}`),
      payload: {
        kind: 'send_text',
        chatId: `${peer}@c.us`,
        text: body,
        quotedWaMessageId: null,
        mentionedIds: [],
        linkPreview: false,
      },
      mediaPath: null,
    });

    it('S-2 shows a QR with its expiry, and is ready with the account of the phone that scanned it', async () => {
      const phone = newPhone();
      await control.account(phone, 'Layla Store');
      const probe = await open(`p${phone}`);
      const shown = await probe.fact('qr', STEP_MS);
      expect(shown).toMatchObject({ attempt: 1, maxAttempts: 6 });
      expect(shown.qr.split(',')).toHaveLength(5);
      expect(Date.parse(shown.expiresAt)).toBeGreaterThan(Date.now());
      await control.scan(phone, { qr: shown.qr });
      const state = await probe.ready(STEP_MS);
      expect(state.clientInfo).toEqual({ platform: 'android', phoneNumber: phone, name: 'Layla Store' });
    });

    it('S-2 links by a pairing code that was asked for', async () => {
      const phone = newPhone();
      await control.account(phone, 'Layla Store');
      const probe = await open(`p${phone}`);
      await probe.fact('qr', STEP_MS);
      const { code, expiresAt } = await probe.engine.pairingCode(phone, within());
      expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
      await control.scan(phone, { pairingCode: code });
      expect((await probe.ready(STEP_MS)).clientInfo?.phoneNumber).toBe(phone);
    });

    it('M-1 sends a text under our own key id and reports its acks', async () => {
      const { peer, probe } = await pair();
      const message = text(peer, 'مرحبا بك');
      const sent = await probe.engine.send(message, within());
      expect(sent).toMatchObject({ ack: expect.toSatisfy((ack: number) => ack >= 1), wasPresent: false });
      expect(sent.waMessageId).toBe(`true_${peer}@c.us_${message.keyId}`);
      await probe.until(() => probe.highestAck(message.keyId) === 2, STEP_MS);
      await control.ack(message.keyId, 3);
      await probe.until(() => probe.highestAck(message.keyId) === 3, STEP_MS);
      expect(await control.delivered(peer)).toMatchObject([{ id: message.keyId, body: 'مرحبا بك', type: 'text' }]);
    });

    it('M-4 sends once when the same key id is sent twice, one after the other and at the same time', async () => {
      const { mine, peer, probe } = await pair();
      const message = text(peer, 'once');
      await Promise.all([probe.engine.send(message, within()), probe.engine.send(message, within())]);
      const again = await probe.engine.send(message, within());
      expect(again.wasPresent).toBe(true);
      expect(await control.delivered(peer)).toHaveLength(1);
      expect(await control.sent(mine)).toMatchObject([{ id: message.keyId, transmissions: 1, duplicatesIgnored: 0 }]);
    });

    it('M-1 refuses a number that is not on WhatsApp and stores nothing', async () => {
      const { probe } = await pair();
      const message = text('966599999999', 'nobody');
      const refusal = await probe.engine.send(message, within()).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(EngineRefusal);
      expect(refusal).toMatchObject({ code: 'number_not_on_whatsapp' });
      expect(await probe.engine.find(message.keyId, '966599999999@c.us', within())).toBeNull();
    });

    it('M-2 sends an image with its caption, byte for byte', async () => {
      const { peer, probe } = await pair();
      const mediaPath = join(folder, 'pixel.png');
      writeFileSync(mediaPath, PIXEL);
      const { keyId } = text(peer, 'a pixel');
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
      expect(await control.delivered(peer)).toMatchObject([
        { id: keyId, type: 'image', body: 'a pixel', media: { mimetype: 'image/png', sizeBytes: PIXEL.length } },
      ]);
      const bytes = await fetch(`${simulator.url}/messages/${keyId}/media`).then((response) => response.arrayBuffer());
      expect(Buffer.from(bytes)).toEqual(PIXEL);
    });

    it('M-5 reports an inbound text with the name and phone of its sender', async () => {
      const { mine, peer, probe } = await pair();
      const { id } = await control.say({ from: peer, to: mine, body: 'السلام عليكم' });
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
      const { mine, peer, probe } = await pair();
      const { id } = await control.say({ from: mine, to: peer, body: 'by hand' });
      expect(await probe.message(id, STEP_MS)).toMatchObject({ fromMe: true, chatId: `${peer}@c.us`, body: 'by hand' });
    });

    it('M-2 reports an inbound image and downloads its bytes', async () => {
      const { mine, peer, probe } = await pair();
      const media = { mimetype: 'image/png', base64: PIXEL.toString('base64'), filename: null };
      const { id } = await control.say({ from: peer, to: mine, type: 'image', body: 'look', media });
      const fact = await probe.message(id, STEP_MS);
      expect(fact).toMatchObject({ kind: 'image', body: 'look', media: { mimetype: 'image/png' } });
      const downloaded = await probe.engine.downloadMedia(fact.waMessageId, within());
      expect(downloaded.mimetype).toBe('image/png');
      expect(Buffer.from(downloaded.bytes)).toEqual(PIXEL);
    });

    it('M-3 quotes the message that it replies to, and reports the quote of a reply', async () => {
      const { mine, peer, probe } = await pair();
      const question = await control.say({ from: peer, to: mine, body: 'question' });
      const asked = await probe.message(question.id, STEP_MS);
      const answer = text(peer, 'answer');
      const payload = { ...answer.payload, quotedWaMessageId: asked.waMessageId };
      await probe.engine.send({ ...answer, payload }, within());
      expect(await control.delivered(peer)).toMatchObject([{ id: answer.keyId, quoted: question.id }]);
      const reply = await control.say({ from: peer, to: mine, body: 'thanks', quoted: answer.keyId });
      expect(await probe.message(reply.id, STEP_MS)).toMatchObject({ quotedKeyId: answer.keyId });
    });

    it('M-5 reports a reaction, an edit and a deletion of the other side, and sends a reaction', async () => {
      const { mine, peer, probe } = await pair();
      const { id } = await control.say({ from: peer, to: mine, body: 'first' });
      const { waMessageId } = await probe.message(id, STEP_MS);
      await control.call('POST', `/messages/${id}/react`, { from: peer, emoji: '👍' });
      expect(await probe.fact('reaction', STEP_MS)).toMatchObject({
        targetKeyId: id,
        emoji: '👍',
        peer: { phone: peer },
      });
      await control.call('POST', `/messages/${id}/edit`, { body: 'second' });
      expect(await probe.fact('edit', STEP_MS)).toMatchObject({ keyId: id, body: 'second' });
      await control.call('POST', `/messages/${id}/revoke`, {});
      expect(await probe.fact('revoke', STEP_MS)).toMatchObject({ keyId: id });
      await probe.engine.react(waMessageId, '❤️', within());
    });

    it('M-3 tells the sender that a chat was read', async () => {
      const { mine, peer, probe } = await pair();
      const { id } = await control.say({ from: peer, to: mine, body: 'read me' });
      await probe.message(id, STEP_MS);
      await probe.engine.markSeen(`${peer}@c.us`, within());
      await probe.until(async () => (await control.delivered(mine))[0]?.ack === 3, STEP_MS);
    });

    it('S-8 answers ack 0 when the network says nothing, and reports the acks when they come', async () => {
      const { peer, probe } = await pair();
      await control.setFaults({ delay_acks_ms: 1_500 });
      const message = text(peer, 'late');
      const sent = await probe.engine.send(message, within(500));
      expect(sent).toMatchObject({ ack: 0, wasPresent: false });
      await probe.until(() => probe.highestAck(message.keyId) === 2, STEP_MS);
    });

    it.each(['skip_acks', 'reorder_acks'] as const)('M-4 ends at the highest ack with %s', async (fault) => {
      const { peer, probe } = await pair();
      await control.setFaults({ [fault]: true });
      const message = text(peer, fault);
      await probe.engine.send(message, within());
      await probe.until(() => probe.highestAck(message.keyId) === 2, STEP_MS);
    });

    it('S-8 restores the login after a restart, and reports or backfills once what came meanwhile', async () => {
      const { mine, peer, probe } = await pair();
      const before = await control.say({ from: peer, to: mine, body: 'before' });
      await probe.message(before.id, STEP_MS);
      await probe.engine.stop();
      const meanwhile = await control.say({ from: peer, to: mine, body: 'meanwhile' });
      const again = await restarted(mine);
      expect(again.facts.some((fact) => fact.type === 'qr')).toBe(false);
      await again.until(async () => {
        const found = await again.engine.backfill(0, within());
        return found.map((fact) => fact.keyId).join() === [before.id, meanwhile.id].join();
      }, STEP_MS);
      const found = await again.engine.backfill(0, within());
      expect(found.every((fact) => fact.backfilled)).toBe(true);
    });

    it('S-8 reports acks that came while it was away', async () => {
      const { mine, peer, probe } = await pair();
      const message = text(peer, 'acked later');
      await probe.engine.send(message, within());
      await probe.until(() => probe.highestAck(message.keyId) === 2, STEP_MS);
      await probe.engine.stop();
      await control.ack(message.keyId, 3);
      const again = await restarted(mine);
      await again.until(async () => {
        const found = await again.engine.find(message.keyId, `${peer}@c.us`, within());
        return found?.ack === 3;
      }, STEP_MS);
    });

    it('S-1 is disconnected and unlinked when the phone removes the device, and asks for a new start', async () => {
      const { mine, probe } = await pair();
      await control.unlink(mine);
      await probe.until(() => probe.broken !== null, STEP_MS);
      expect(probe.lastState()).toMatchObject({ status: 'disconnected', reason: 'unlinked', clientInfo: null });
      await probe.engine.stop();
      const again = await open(`p${mine}`);
      expect(await again.fact('qr', STEP_MS)).toMatchObject({ attempt: 1 });
    });

    it('S-1 logs out at WhatsApp and removes the login', async () => {
      const { mine, probe } = await pair();
      await probe.engine.logout(within());
      expect(probe.lastState()).toMatchObject({ status: 'stopped', reason: 'logged_out' });
      await probe.until(async () => {
        const { accounts } = await control.call<{ accounts: { phone: string; devices: number }[] }>('GET', '/accounts');
        return accounts.find((account) => account.phone === mine)?.devices === 0;
      }, STEP_MS);
      expect(probe.broken).toBeNull();
      const again = await open(`p${mine}`);
      await again.fact('qr', STEP_MS);
    });

    it.each([
      { step: 'before_store', expected: null, deliveries: 0 },
      { step: 'after_store', expected: 1, deliveries: 1 },
      { step: 'after_transmit', expected: 1, deliveries: 1 },
    ] as const)('S-5 tells the truth after a kill $step of a send', async ({ step, expected, deliveries }) => {
      const { mine, peer, probe } = await pair();
      await control.setFaults({ hold_at: step });
      const message = text(peer, step);
      const held = probe.engine.send(message, within(HELD_SEND_MS)).catch((error: unknown) => error);
      await probe.until(async () => (await control.reached()) === step, STEP_MS);
      await kill(probe.engine);
      await held;
      const again = await restarted(mine);
      const find = () => again.engine.find(message.keyId, `${peer}@c.us`, within());
      if (expected === null) expect(await find()).toBeNull();
      else await again.until(async () => ((await find())?.ack ?? 0) >= expected, STEP_MS);
      expect(await control.delivered(peer)).toHaveLength(deliveries);
      await again.engine.send(message, within());
      expect(await control.delivered(peer)).toHaveLength(1);
    });

    it('S-5 says that it is broken when it dies unasked', async () => {
      const { probe } = await pair();
      await kill(probe.engine);
      await probe.until(() => probe.broken !== null, STEP_MS);
      await expect(probe.engine.probe(within())).rejects.toMatchObject({ name: 'EngineBroken' });
    });

    it('S-5 fails its probe while the network is cut, tells it, and is ready again by itself', async () => {
      const { mine, peer, probe } = await pair();
      await probe.engine.probe(within());
      await control.setFaults({ network_cut: true });
      await probe.until(() => probe.lastState()?.reason === 'network', STEP_MS);
      expect(probe.lastState()).toMatchObject({ status: 'disconnected', clientInfo: { phoneNumber: mine } });
      await expect(probe.engine.probe(within())).rejects.toMatchObject({ name: 'EngineBroken' });
      const { id } = await control.say({ from: peer, to: mine, body: 'during the cut' });
      await control.setFaults(null);
      await probe.until(() => probe.lastState()?.status === 'ready', STEP_MS);
      await probe.message(id, STEP_MS);
      await probe.engine.probe(within());
      expect(probe.broken).toBeNull();
    });

    it('S-1 is disconnected by a conflict, and ends', async () => {
      const { probe } = await pair();
      await control.setFaults({ conflict: true });
      await probe.until(() => probe.broken !== null, STEP_MS);
      expect(probe.lastState()).toMatchObject({ status: 'disconnected', reason: 'conflict' });
    });

    it('S-8 becomes ready although the page was in sync before anybody listened', async () => {
      const { mine, probe } = await pair();
      await probe.engine.stop();
      await control.setFaults({ sync: 'early' });
      await restarted(mine);
    });

    it('S-5 fails its probe when the page hangs, and still stops within 5 s', async () => {
      const { probe } = await pair();
      await control.setFaults({ freeze: true });
      await probe.until(async () => {
        const failure = await probe.engine.probe(within(500)).catch((error: unknown) => error);
        return failure instanceof Error && failure.name === 'EngineBroken';
      }, STEP_MS);
      const began = Date.now();
      await probe.engine.stop();
      expect(Date.now() - began).toBeLessThan(5_000);
    });

    describe('with short-lived QR codes', () => {
      let impatient: Simulator;
      beforeAll(async () => {
        impatient = await startSimulator({ dataDir: join(folder, 'impatient'), qrRotationMs: 600 });
      });
      afterAll(() => impatient.close());
      const shown = async (profile: string): Promise<EngineProbe> => {
        const probe = new EngineProbe(createFactory(impatient.url), {
          sessionId: `ses_${profile.padStart(12, '0')}`,
          profileDir: join(folder, profile),
        });
        probes.push(probe);
        await probe.engine.start(within());
        return probe;
      };
      const codes = (probe: EngineProbe) => probe.facts.filter((fact) => fact.type === 'qr');

      it('S-2 stops with qr_expired after six QR codes that nobody scanned', async () => {
        const probe = await shown('expired');
        await probe.until(() => probe.lastState()?.status === 'stopped', STEP_MS);
        expect(probe.lastState()).toMatchObject({ reason: 'qr_expired' });
        expect(codes(probe).map((fact) => fact.attempt)).toEqual([1, 2, 3, 4, 5, 6]);
        expect(new Set(codes(probe).map((fact) => fact.qr)).size).toBe(6);
        expect(probe.broken).toBeNull();
      });

      it('S-9 asks for a new QR when the page lets it go idle', async () => {
        await controlOf(impatient.url).setFaults({ idle_ref: true });
        const probe = await shown('idle');
        await probe.until(() => codes(probe).length >= 2, STEP_MS);
      });
    });

    it('S-10 keeps phone and lid apart when chats show as lid', async () => {
      const { mine, peer, probe } = await pair();
      await control.setFaults({ lid: true });
      const { id } = await control.say({ from: peer, to: mine, body: 'by lid' });
      const fact = await probe.message(id, STEP_MS);
      expect(fact.chatId).toMatch(/^\d+@lid$/);
      expect(fact.peer).toMatchObject({ phone: peer, lid: fact.chatId.split('@')[0] });
      const message = text(peer, 'to a lid');
      await probe.engine.send(message, within());
      expect(await probe.engine.find(message.keyId, `${peer}@c.us`, within())).toMatchObject({ wasPresent: true });
      expect((await control.delivered(peer)).map((delivered) => delivered.id)).toEqual([message.keyId]);
    });

    it('S-9 asks the page for nothing that it lacks', async () => {
      expect(await control.missing()).toEqual([]);
    });
  });
};
