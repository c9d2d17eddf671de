import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Command, SendPayload } from '@waqtor/contracts';
import { waKeyIdOf } from '@waqtor/core/deterministic-id';
import { newId } from '@waqtor/core/id';
import { KillableHost, PEER_PHONE } from '../testing/killable-host.ts';
import { until } from '../testing/until.ts';

const THIRD_PHONE = '966500000003';
const KILLS = 3;
const PER_ROUND = 6;

describe('S-5 messages of every kind, to people and groups, while the host is killed', () => {
  let t: KillableHost;
  beforeAll(async () => {
    t = await KillableHost.open();
    t.start();
    await t.link();
    await t.control.account(THIRD_PHONE, 'C');
  }, 60_000);
  afterAll(() => t.close());

  const payloadsFor = (chatId: string, no: number): SendPayload[] => [
    {
      kind: 'send_poll',
      chatId,
      quotedWaMessageId: null,
      content: { kind: 'poll', question: `Poll ${no}`, options: ['Yes', 'No'], allowMultiple: false },
    },
    {
      kind: 'send_location',
      chatId,
      quotedWaMessageId: null,
      content: { kind: 'location', latitude: 24, longitude: 46, name: `Place ${no}`, address: null },
    },
    {
      kind: 'send_contact',
      chatId,
      quotedWaMessageId: null,
      content: { kind: 'contacts', contacts: [{ name: `Card ${no}`, phone: '966500000077' }] },
    },
  ];
  const commandOf = (payload: SendPayload): Command => {
    const id = newId('cmd');
    return { id, keyId: waKeyIdOf('ses_mixed', id), payload, requestId: null, notAfter: null };
  };

  it('S-5 delivers each exactly once to everybody and tells one outcome and every vote', async () => {
    const group = await t.control.group('Mixed', ['966500000001', THIRD_PHONE], PEER_PHONE);
    const sent: Command[] = [];
    for (let round = 0; round < KILLS; round++) {
      const commands = [group.id, `${PEER_PHONE}@c.us`]
        .flatMap((chatId) => payloadsFor(chatId, round))
        .map((payload) => commandOf(payload));
      sent.push(...commands);
      t.room.dispatch(...commands);
      // Somewhere in the middle: what has left then, and what was told of it, differs from round to round.
      await until(
        () => commands.filter(({ id }) => t.room.outcomes(id).length > 0).length > round,
        'some outcomes',
        25_000,
      );
      await t.kill();
      const polls = (await t.control.delivered(THIRD_PHONE)).filter(({ type }) => type === 'poll');
      for (const { id } of polls) await t.control.vote(id, THIRD_PHONE, [round % 2]);
      t.start();
    }
    await until(() => sent.every(({ id }) => t.room.outcomes(id).length > 0), 'all outcomes', 30_000);
    expect(sent).toHaveLength(KILLS * PER_ROUND);
    for (const { id } of sent) {
      expect(new Set(t.room.outcomes(id).map(({ result }) => result)).size).toBe(1);
      expect(['sent', 'handed_over']).toContain(t.room.outcomes(id)[0]?.result);
    }
    const keysTo = (chatId: string) => sent.filter(({ payload }) => 'chatId' in payload && payload.chatId === chatId);
    const idsOf = (commands: Command[]) => commands.map(({ keyId }) => keyId);
    const inGroup = idsOf(keysTo(group.id));
    const got = async (phone: string) => (await t.control.delivered(phone)).map(({ id }) => id);
    expect((await got(THIRD_PHONE)).sort()).toEqual([...inGroup].sort());
    expect((await got(PEER_PHONE)).sort()).toEqual([...inGroup, ...idsOf(keysTo(`${PEER_PHONE}@c.us`))].sort());

    const polls = (await t.control.delivered(THIRD_PHONE)).filter(({ type }) => type === 'poll');
    await t.ready();
    for (const poll of polls) {
      const [mine] = poll.votes ?? [];
      const told = () => t.room.facts('poll_vote').filter(({ pollKeyId }) => pollKeyId === poll.id);
      if (mine)
        await until(
          () => JSON.stringify(told().at(-1)?.selected) === JSON.stringify(mine.selected),
          'the vote',
          25_000,
        );
    }
  }, 90_000);
});
