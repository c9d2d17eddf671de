import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Command, CommandPayload } from '@waqtor/contracts';
import { mediaIdOf } from '@waqtor/core/deterministic-id';
import { newId } from '@waqtor/core/id';
import { MediaRefused, MediaUnavailable } from '../link/media-transfer.ts';
import { settle } from '../testing/fake-clock.ts';
import { sendText } from '../testing/fake-edge.ts';
import { inbound, state } from './testing/fake-engine.ts';
import { SessionHarness } from './testing/session-harness.ts';

const order = (payload: CommandPayload): Command => ({
  id: newId('cmd'),
  keyId: null,
  payload,
  requestId: null,
  notAfter: null,
});

describe('S-8 nothing is missed', () => {
  it('S-8 looks for missed messages on ready since the last one, minus a minute', async () => {
    const h = await new SessionHarness().open();
    const seenAt = h.clock.now();
    h.account.engine.emit(inbound('AAAA', seenAt));
    await h.clock.advance(3_600_000);
    await h.crash();
    h.account.onBackfill = () => [inbound('BBBB', seenAt + 1_000, { backfilled: true })];
    await h.open();
    await settle();
    expect(h.account.calls.at(-1)).toBe(`backfill ${seenAt - 60_000}`);
    expect(h.facts('message').map((fact) => fact.keyId)).toEqual(['AAAA', 'BBBB']);
  });

  it('S-8 looks again from the old mark when the first look failed, though newer messages came live', async () => {
    const h = await new SessionHarness().open();
    const seenAt = h.clock.now();
    h.account.engine.emit(inbound('AAAA', seenAt));
    await settle();
    await h.crash();
    h.account.onBackfill = () => {
      throw new Error('the page was busy');
    };
    await h.clock.advance(600_000);
    await h.open();
    h.account.engine.emit(inbound('CCCC', h.clock.now()));
    await settle();
    h.account.onBackfill = () => [];
    await h.reopen();
    expect(h.account.calls.filter((call) => call.startsWith('backfill')).at(-1)).toBe(`backfill ${seenAt - 60_000}`);
  });

  it('S-8 tells acks of own messages that rose while nobody listened', async () => {
    const h = await new SessionHarness().open();
    const command = sendText(newId('cmd'), '966500000002@c.us', 'x');
    await h.dispatch(command);
    await h.crash();
    const stored = h.account.stored.get(command.keyId ?? '');
    if (stored) stored.ack = 3;
    await h.open();
    await settle();
    expect(h.facts('ack').map((fact) => [fact.keyId, fact.ack])).toEqual([[command.keyId, 3]]);
    await h.reopen();
    expect(h.facts('ack')).toHaveLength(1);
  });
});

describe('M-2 media', () => {
  const image = { mimetype: 'image/png', filename: null, sizeBytes: 3 };

  it('M-2 uploads an inbound medium under its computed id and tells that it is ready', async () => {
    const h = new SessionHarness();
    const uploads: string[] = [];
    h.media = {
      download: () => Promise.resolve(),
      upload: async (mediaId, bytes) => void uploads.push(`${mediaId} ${bytes.byteLength}`),
    };
    await h.open();
    h.account.engine.emit(inbound('AAAA', h.clock.now(), { kind: 'image', media: image }));
    await settle();
    expect(uploads).toEqual([`${mediaIdOf(h.sessionId, 'AAAA')} 3`]);
    expect(h.facts('media')).toEqual([{ type: 'media', keyId: 'AAAA', state: 'ready', sizeBytes: 3 }]);
  });

  it('M-2 goes on with an upload after a restart and does it once', async () => {
    const h = new SessionHarness();
    let isEdgeUp = false;
    let uploads = 0;
    h.media = {
      download: () => Promise.resolve(),
      upload: async () => {
        if (!isEdgeUp) throw new MediaUnavailable(503);
        uploads += 1;
      },
    };
    await h.open();
    h.account.engine.emit(inbound('AAAA', h.clock.now(), { kind: 'image', media: image }));
    await settle();
    isEdgeUp = true;
    await h.reopen();
    h.account.engine.emit(inbound('AAAA', h.clock.now(), { kind: 'image', media: image, backfilled: true }));
    await settle();
    expect(uploads).toBe(1);
    expect(h.facts('media').map((fact) => fact.state)).toEqual(['ready']);
  });

  it('M-2 tells that a medium is ready though the process ends right after its job was settled', async () => {
    const h = new SessionHarness();
    h.media = {
      download: () => Promise.resolve(),
      upload: async () => {
        const commit = h.store.commit.bind(h.store);
        let left = 1;
        h.store.commit = (work) => (left-- > 0 ? commit(work) : Promise.reject(new Error('The process ended')));
      },
    };
    await h.open();
    h.account.engine.emit(inbound('AAAA', h.clock.now(), { kind: 'image', media: image }));
    await settle();
    await h.reopen();
    expect(h.facts('media').map((fact) => fact.state)).toEqual(['ready']);
  });

  it('M-2 tells failed when the edge refuses a medium for good', async () => {
    const h = new SessionHarness();
    h.media = {
      download: () => Promise.resolve(),
      upload: () => Promise.reject(new MediaRefused('payload_too_large')),
    };
    await h.open();
    h.account.engine.emit(inbound('AAAA', h.clock.now(), { kind: 'image', media: image }));
    await settle();
    expect(h.facts('media')).toMatchObject([{ state: 'failed', code: 'payload_too_large' }]);
  });

  it('M-2 fetches an outbound medium to a file for the engine and removes it afterwards', async () => {
    const h = new SessionHarness();
    h.media = {
      download: async (_, path) => writeFileSync(path, 'bytes'),
      upload: () => Promise.resolve(),
    };
    let hadFile = false;
    h.account.onSend = async (message) => {
      hadFile = existsSync(message.mediaPath ?? '');
      return h.account.put(message.keyId, message.payload.chatId, 1);
    };
    await h.open();
    const command: Command = {
      ...sendText(newId('cmd'), '966500000002@c.us', 'x'),
      payload: {
        kind: 'send_media',
        chatId: '966500000002@c.us',
        media: { id: newId('med'), mimetype: 'image/png', filename: null, sizeBytes: 5 },
        type: 'image',
        caption: '',
        quotedWaMessageId: null,
      },
    };
    await h.dispatch(command);
    await settle();
    expect(hadFile).toBe(true);
    expect(h.outcomes(command)).toEqual(['sent']);
    expect(readdirSync(join(h.dir, 'sessions', h.sessionId, 'spool'))).toEqual([]);
  });
});

describe('S-1 lifecycle', () => {
  it('S-1 stops on command, stays stopped over a restart, and starts again', async () => {
    const h = await new SessionHarness().open();
    const stop = order({ kind: 'stop' });
    await h.dispatch(stop);
    expect(h.outcomes(stop)).toEqual(['done']);
    expect(h.states().at(-1)).toBe('stopped/stopped_by_operator');
    expect(h.account.alive).toBe(0);
    await h.dispatch(order({ kind: 'start' }));
    expect(h.states().at(-1)).toBe('ready');
    expect(h.account.alive).toBe(1);
  });

  it('S-1 rests after a logout, also when the room repeats that it wants the session running', async () => {
    const h = await new SessionHarness().open();
    const profile = join(h.dir, 'sessions', h.sessionId, 'profile');
    writeFileSync(join(profile, 'login'), 'secret');
    const logout = order({ kind: 'logout' });
    await h.dispatch(logout);
    expect(h.outcomes(logout)).toEqual(['done']);
    expect(h.account.calls).toContain('logout');
    expect(h.states().at(-1)).toBe('stopped/logged_out');
    expect(readdirSync(profile)).toEqual([]);
    await h.reopen();
    expect(h.account.engines).toHaveLength(1);
    expect(h.states().slice(-2)).toEqual(['stopped/logged_out', 'stopped/logged_out']);
    await h.dispatch(order({ kind: 'start' }));
    expect(h.account.engines).toHaveLength(2);
  });

  it('S-1 restarts without telling that the session is disconnected', async () => {
    const h = await new SessionHarness().open();
    await h.dispatch(order({ kind: 'restart' }));
    expect(h.states()).toEqual(['starting', 'ready', 'starting/restarting', 'starting', 'ready']);
    expect(h.account.mostAlive).toBe(1);
  });

  it('S-2 answers a pairing code only while a code is asked for', async () => {
    const h = new SessionHarness();
    h.account.onStart = (engine) => engine.emit(state('qr'));
    await h.open();
    const command = order({ kind: 'pairing_code', phone: '966500000001' });
    await h.dispatch(command);
    expect(h.facts('outcome').at(-1)?.value).toMatchObject({ code: 'ABCD1234' });
  });

  it('S-6 ends the engine when the lease is lost and starts it when the lease is back', async () => {
    const h = await new SessionHarness().open();
    h.session.setLeased(false);
    await settle();
    expect(h.account.alive).toBe(0);
    h.session.setLeased(true);
    await settle();
    expect(h.account.alive).toBe(1);
  });

  it('S-6 kills an engine that does not stop before the lease ends', async () => {
    const h = await new SessionHarness().open();
    h.account.onStop = () => new Promise(() => undefined);
    h.session.setLeased(false);
    await settle();
    void h.session.kill();
    await settle();
    expect(h.account.engine.isKilled).toBe(true);
    expect(h.account.alive).toBe(0);
  });
});

describe('commands that are odd', () => {
  it('S-7 answers a command of an unknown kind with unsupported and goes on', async () => {
    const h = await new SessionHarness().open();
    const future = { id: newId('cmd'), keyId: null, payload: { kind: 'teleport' }, requestId: null, notAfter: null };
    const command = sendText(newId('cmd'), '966500000002@c.us', 'x');
    await h.dispatch(future, 'nonsense', command);
    expect(h.facts('outcome').map((fact) => fact.code)).toContain('unsupported');
    expect(h.outcomes(command)).toEqual(['sent']);
    expect(h.store.sessions.get(h.sessionId)?.lastCommand).toBe(3);
  });

  it('S-5 reconciles what another store sent: present is sent, absent is unknown, and nothing is sent', async () => {
    const h = await new SessionHarness().open();
    h.account.stored.set('3EB0AA', { waMessageId: 'w', ack: 2, wasPresent: false, chatId: '966500000002@c.us' });
    const look = (keyId: string) =>
      order({ kind: 'reconcile', targetCommandId: newId('cmd'), keyId, chatId: '966500000002@c.us' });
    const [present, absent] = [look('3EB0AA'), look('3EB0BB')];
    await h.dispatch(present, absent);
    expect(h.outcomes(present)).toEqual(['sent']);
    expect(h.outcomes(absent)).toEqual(['unknown outcome_unknown']);
    expect(h.account.transmitted).toEqual([]);
  });
});
