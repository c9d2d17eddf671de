import { describe, expect, it } from 'vitest';
import type { HostFact, HostFactOf } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { EngineBroken } from '../engine/engine.ts';
import { settle } from '../testing/fake-clock.ts';
import { sendText } from '../testing/fake-edge.ts';
import { BACKFILL_OVERLAP_MS } from './catch-up.ts';
import { inbound, state } from './testing/fake-engine.ts';
import { SessionHarness } from './testing/session-harness.ts';

const CHAT = '966500000002@c.us';
const backfills = (h: SessionHarness) => h.account.calls.filter((call) => call.startsWith('backfill'));

describe('S-8 marks of the room', () => {
  it('S-8 looks from the latest message of the room when its own store is new', async () => {
    const h = new SessionHarness();
    h.account.onStart = (engine) => engine.emit(state('connecting'));
    await h.open();
    const lastMessageAt = h.clock.now() - 3_600_000;
    await h.session.marks({ lastMessageAt: new Date(lastMessageAt).toISOString() });
    h.account.engine.emit(state('ready'));
    await settle();
    expect(backfills(h)).toEqual([`backfill ${lastMessageAt - BACKFILL_OVERLAP_MS}`]);
  });

  it('S-8 looks again when the marks come after ready, and once only', async () => {
    const h = await new SessionHarness().open();
    const lastMessageAt = h.clock.now() - 3_600_000;
    h.account.onBackfill = (sinceMs) => (sinceMs < lastMessageAt ? [inbound('AAAA', lastMessageAt + 5)] : []);
    const marks = { lastMessageAt: new Date(lastMessageAt).toISOString() };
    await h.session.marks(marks);
    await h.session.marks(marks);
    expect(backfills(h)).toEqual([`backfill ${lastMessageAt - BACKFILL_OVERLAP_MS}`]);
    expect(h.facts('message')).toHaveLength(1);
  });

  it('S-8 keeps to its own marks once it had those of the room', async () => {
    const h = await new SessionHarness().open();
    const seenAt = h.clock.now();
    await h.session.marks({ lastMessageAt: null });
    h.account.engine.emit(inbound('AAAA', seenAt));
    await settle();
    await h.reopen();
    await h.session.marks({ lastMessageAt: new Date(seenAt - 86_400_000).toISOString() });
    expect(backfills(h).at(-1)).toBe(`backfill ${seenAt - BACKFILL_OVERLAP_MS}`);
  });

  it('S-8 looks up acks that the room waits for and this store knows nothing of, once', async () => {
    const h = await new SessionHarness().open();
    const own = sendText(newId('cmd'), CHAT, 'own');
    await h.dispatch(own);
    h.account.stored.set('3EB0AA', { waMessageId: 'w', ack: 3, wasPresent: false, chatId: CHAT });
    const openAcks = [
      { keyId: '3EB0AA', chatId: CHAT, ack: 1 },
      { keyId: '3EB0BB', chatId: CHAT, ack: 1 },
      { keyId: own.keyId ?? '', chatId: CHAT, ack: 1 },
    ];
    h.account.calls.length = 0;
    await h.session.marks({ openAcks });
    await settle();
    expect(h.facts('ack').at(-1)).toMatchObject({ keyId: '3EB0AA', ack: 3 });
    expect(h.account.calls.filter((call) => call === `find ${own.keyId}`)).toHaveLength(1);
    expect(h.account.calls.filter((call) => call === 'find 3EB0BB')).toHaveLength(1);
  });

  it('S-8 keeps the gap open when the engine dies in the middle, and fills it after the next start', async () => {
    const h = await new SessionHarness().open();
    const seenAt = h.clock.now();
    h.account.engine.emit(inbound('AAAA', seenAt));
    await settle();
    await h.crash();
    h.account.onBackfill = () => new Promise(() => undefined);
    await h.clock.advance(600_000);
    await h.open();
    h.account.engine.emit(inbound('CCCC', h.clock.now()));
    h.account.engine.crash();
    h.account.onBackfill = () => [inbound('BBBB', seenAt + 1_000, { backfilled: true })];
    await h.clock.advance(2_000);
    expect(backfills(h).slice(-2)).toEqual([
      `backfill ${seenAt - BACKFILL_OVERLAP_MS}`,
      `backfill ${seenAt - BACKFILL_OVERLAP_MS}`,
    ]);
    expect(h.facts('message').map((fact) => [fact.keyId, fact.backfilled])).toEqual([
      ['AAAA', false],
      ['CCCC', false],
      ['BBBB', true],
    ]);
    h.account.engine.crash();
    await h.clock.advance(3_000);
    expect(backfills(h).at(-1)).not.toBe(`backfill ${seenAt - BACKFILL_OVERLAP_MS}`);
  });
});

describe('S-8 what was done meanwhile to what was there', () => {
  const states = (keyId: string): HostFactOf<'message_states'> => ({
    type: 'message_states',
    chatId: CHAT,
    asOf: new Date(0).toISOString(),
    messages: [{ keyId, isRevoked: true }],
  });

  it('S-8 is asked after every gap, beginning where the messages do, and told after them', async () => {
    const h = await new SessionHarness().open();
    const seenAt = h.clock.now();
    h.account.engine.emit(inbound('AAAA', seenAt));
    await settle();
    await h.crash();
    h.account.onBackfill = () => [inbound('BBBB', seenAt + 1, { backfilled: true })];
    h.account.onChanges = () => [states('BBBB')];
    await h.open();
    await settle();
    expect(h.account.changesAsked.at(-1)).toBe(seenAt - BACKFILL_OVERLAP_MS);
    const rows = h.store.outbox.after(h.sessionId, 0, 1_000).map((row) => row.event.fact as HostFact);
    const told = rows.filter(({ type }) => type === 'message' || type === 'message_states');
    expect(told.map(({ type }) => type)).toEqual(['message', 'message', 'message_states']);
  });

  it('S-8 is tried again when the page does not say, and in the end keeps neither the session nor the gap waiting', async () => {
    const h = await new SessionHarness().open();
    const seenAt = h.clock.now();
    h.account.engine.emit(inbound('AAAA', seenAt));
    await settle();
    await h.crash();
    h.account.onChanges = () => Promise.reject(new EngineBroken('call into the page'));
    const before = h.account.changesAsked.length;
    await h.open();
    await h.clock.advance(5_000);
    await h.clock.advance(30_000);
    expect(h.account.changesAsked.slice(before)).toHaveLength(3);
    expect(h.facts('state').at(-1)).toMatchObject({ status: 'ready' });
    expect(h.store.sessions.get(h.sessionId)?.gapSinceMs).toBeNull();
  });
});
