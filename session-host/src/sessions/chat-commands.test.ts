import { describe, expect, it } from 'vitest';
import type { Command, CommandPayload } from '@waqtor/contracts';
import { waKeyIdOf } from '@waqtor/core/deterministic-id';
import { newId } from '@waqtor/core/id';
import { EngineBroken, EngineRefusal } from '../engine/engine.ts';
import { MediaRefused, MediaUnavailable } from '../link/media-transfer.ts';
import { inbound, state } from './testing/fake-engine.ts';
import { SessionHarness } from './testing/session-harness.ts';

const CHAT = '966500000002@c.us';
const GROUP = '120363000000000001@g.us';
const WA_ID = `true_${CHAT}_3EB0AAAAAAAAAAAAAAAAAA`;
const order = (payload: CommandPayload): Command => ({
  id: newId('cmd'),
  keyId: 'content' in payload || payload.kind === 'send_media' ? waKeyIdOf('ses_test', newId('cmd')) : null,
  payload,
  requestId: null,
  notAfter: null,
});
const outcome = (h: SessionHarness, command: Command) =>
  h.facts('outcome').find(({ commandId }) => commandId === command.id);
class Killed extends Error {}

describe('what is done to messages and chats', () => {
  it.each([
    [{ kind: 'edit', waMessageId: WA_ID, text: 'new' }, `edit ${WA_ID} new`],
    [{ kind: 'delete', waMessageId: WA_ID, for: 'everyone' }, `remove ${WA_ID} everyone`],
    [{ kind: 'delete', waMessageId: WA_ID, for: 'me' }, `remove ${WA_ID} me`],
    [{ kind: 'typing', chatId: CHAT, state: 'composing' }, `typing ${CHAT} composing`],
    [{ kind: 'archive', chatId: CHAT, isArchived: true }, `archive ${CHAT} true`],
    [{ kind: 'block', chatId: CHAT, isBlocked: false }, `block ${CHAT} false`],
  ] as const)('M-6 runs %o once and says that it is done', async (payload, call) => {
    const h = await new SessionHarness().open();
    const command = order(payload);
    await h.dispatch(command, command);
    expect(h.account.calls.filter((made) => made === call)).toHaveLength(1);
    expect(h.outcomes(command)).toEqual(['done']);
  });

  it('M-6 answers a check of numbers with one result each, in the order asked', async () => {
    const h = await new SessionHarness().open();
    const phones = ['966500000003', '966500000002'];
    const command = order({ kind: 'check_numbers', phones });
    await h.dispatch(command);
    const results = phones.map((phone) => ({ input: phone, phone, result: 'on_whatsapp', chatId: `${phone}@c.us` }));
    expect(outcome(h, command)).toMatchObject({ result: 'done', value: { results } });
  });

  it('M-6 tells a group before the outcome of the question about it', async () => {
    const h = await new SessionHarness().open();
    const command = order({ kind: 'group_info', chatId: GROUP });
    await h.dispatch(command);
    const told = h.store.outbox.after(h.sessionId, 0, 100).map((row) => (row.event.fact as { type: string }).type);
    expect(told.slice(-2)).toEqual(['group', 'outcome']);
    expect(outcome(h, command)).toMatchObject({ result: 'done', value: null });
  });

  it('M-6 says why WhatsApp refused, and does not ask again', async () => {
    const h = await new SessionHarness().open();
    h.account.onAct = () => Promise.reject(new EngineRefusal('message_not_changeable'));
    const command = order({ kind: 'edit', waMessageId: WA_ID, text: 'too late' });
    await h.dispatch(command);
    expect(h.outcomes(command)).toEqual(['failed message_not_changeable']);
    expect(h.account.calls.filter((call) => call.startsWith('edit'))).toHaveLength(1);
  });

  it('S-5 repeats an edit whose answer a restart lost, and tells one outcome', async () => {
    const h = await new SessionHarness().open();
    h.account.onAct = () => new Promise(() => undefined);
    const command = order({ kind: 'edit', waMessageId: WA_ID, text: 'new' });
    await h.dispatch(command);
    h.account.onAct = () => Promise.resolve();
    await h.reopen();
    expect(h.account.calls.filter((call) => call.startsWith('edit'))).toHaveLength(2);
    expect(h.outcomes(command)).toEqual(['done']);
  });

  it('M-3 keeps two edits of one message in the order in which they came', async () => {
    const h = await new SessionHarness().open();
    let finish: () => void = () => undefined;
    h.account.onAct = (call) =>
      call.endsWith('one') ? new Promise((resolve) => (finish = resolve)) : Promise.resolve();
    const [one, two] = ['one', 'two'].map((text) => order({ kind: 'edit', waMessageId: WA_ID, text }));
    await h.dispatch(one, two);
    expect(h.account.calls.filter((call) => call.startsWith('edit'))).toEqual([`edit ${WA_ID} one`]);
    finish();
    await h.clock.advance(0);
    expect(h.account.calls.filter((call) => call.startsWith('edit')).at(-1)).toBe(`edit ${WA_ID} two`);
  });

  it('M-6 tries typing once: neither a session that is away nor a restart keeps it', async () => {
    const h = await new SessionHarness().open();
    const typing = () => order({ kind: 'typing', chatId: CHAT, state: 'composing' });
    h.account.engine.emit(state('disconnected', 'network'));
    const away = typing();
    await h.dispatch(away);
    expect(h.outcomes(away)).toEqual(['failed unavailable']);
    h.account.engine.emit(state('ready'));
    h.account.onAct = () => Promise.reject(new EngineBroken('typing'));
    const unanswered = typing();
    await h.dispatch(unanswered);
    expect(h.outcomes(unanswered)).toEqual(['failed unavailable']);
    h.account.onAct = () => new Promise(() => undefined);
    const cut = typing();
    await h.dispatch(cut);
    h.account.onAct = () => Promise.resolve();
    await h.reopen();
    expect(h.outcomes(cut)).toEqual(['failed unavailable']);
    expect(h.account.calls.filter((call) => call.startsWith('typing'))).toHaveLength(2);
  });

  it('M-6 keeps no typing of others while the room does not hear it', async () => {
    const h = await new SessionHarness().open();
    const typing = { type: 'typing', chatId: CHAT, peer: { phone: null, lid: null, name: null } } as const;
    h.isLinked = false;
    h.account.engine.emit({ ...typing, state: 'composing' });
    h.isLinked = true;
    h.account.engine.emit({ ...typing, state: 'paused' });
    await h.clock.advance(0);
    expect(h.facts('typing').map((fact) => fact.state)).toEqual(['paused']);
  });
});

describe('S-8 votes while nobody listened', () => {
  it('S-8 tells after a start the votes that the page kept, behind the messages that were missed', async () => {
    const h = await new SessionHarness().open();
    h.account.engine.emit(inbound('POLL', h.clock.now()));
    await h.crash();
    const peer = { phone: '966500000002', lid: null, name: null };
    const timestamp = new Date(h.clock.now()).toISOString();
    h.account.onBackfill = () => [inbound('LATE', h.clock.now(), { backfilled: true })];
    const vote = {
      type: 'poll_vote',
      pollKeyId: 'POLL',
      chatId: CHAT,
      from: CHAT,
      selected: [1],
      peer,
      timestamp,
    } as const;
    h.account.missedVotes = [{ ...vote, selected: [...vote.selected] }];
    await h.open();
    await h.clock.advance(0);
    const told = h.store.outbox.after(h.sessionId, 0, 100).map((row) => row.event.fact as { type: string });
    expect(told.filter(({ type }) => type === 'poll_vote')).toEqual([vote]);
    expect(told.findIndex(({ type }) => type === 'poll_vote')).toBeGreaterThan(
      told.findLastIndex(({ type }) => type === 'message'),
    );
  });
});

describe('S-5 a poll, a place and a card leave exactly once', () => {
  const payloads = [
    {
      kind: 'send_poll',
      chatId: GROUP,
      quotedWaMessageId: null,
      content: { kind: 'poll', question: 'When?', options: ['Today', 'Tomorrow'], allowMultiple: false },
    },
    {
      kind: 'send_location',
      chatId: CHAT,
      quotedWaMessageId: null,
      content: { kind: 'location', latitude: 24.7, longitude: 46.6, name: null, address: null },
    },
    {
      kind: 'send_contact',
      chatId: CHAT,
      quotedWaMessageId: null,
      content: { kind: 'contacts', contacts: [{ name: 'Salem', phone: '966500000077' }] },
    },
  ] as const;

  it.each(payloads.flatMap((payload) => (['after_intent', 'before_outcome'] as const).map((at) => ({ payload, at }))))(
    'S-5 sends $payload.kind once though the host died $at',
    async ({ payload, at }) => {
      const h = await new SessionHarness().open();
      const command = order(payload as unknown as CommandPayload);
      h.faultPoint = (point) => {
        if (point === at) throw new Killed();
      };
      await h.dispatch(command);
      h.faultPoint = () => undefined;
      await h.reopen();
      expect(h.account.calls).toContain(`find ${command.keyId}`);
      expect(h.account.transmitted).toEqual([command.keyId]);
      expect(h.outcomes(command)).toEqual(['sent']);
      const look = order({ kind: 'reconcile', targetCommandId: command.id, keyId: command.keyId ?? '', chatId: CHAT });
      await h.dispatch(look);
      expect(h.outcomes(look)).toEqual(['sent']);
    },
  );

  it.each([new MediaRefused('media_missing'), new MediaRefused('not_found'), new MediaUnavailable(404)])(
    'M-2 says that the file is gone when the edge does: %s',
    async (gone) => {
      const h = await new SessionHarness().open();
      h.media = { download: () => Promise.reject(gone), upload: () => Promise.resolve() };
      await h.reopen();
      const media = { id: newId('med'), mimetype: 'image/png', filename: null, sizeBytes: 5 };
      const send = {
        kind: 'send_media',
        chatId: CHAT,
        media,
        type: 'image',
        caption: '',
        quotedWaMessageId: null,
      } as const;
      const command = order(send);
      await h.dispatch(command);
      for (let waits = 0; waits < 5; waits++) await h.clock.advance(10_000);
      expect(h.outcomes(command)).toEqual(['failed media_missing']);
    },
  );
});
