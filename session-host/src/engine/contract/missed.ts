import { expect, it } from 'vitest';
import type { MessageState } from '@waqtor/contracts';
import type { EngineProbe } from '../engine-probe.ts';
import type { Engine, MissedChange } from '../engine.ts';
import { STEP_MS, textTo, within } from './stage.ts';
import type { Stage } from './stage.ts';

const statesIn = (changes: readonly MissedChange[]): Map<string, MessageState> =>
  new Map(
    changes
      .flatMap((fact) => (fact.type === 'message_states' ? fact.messages : []))
      .map((state) => [state.keyId, state]),
  );
const noticesIn = (changes: readonly MissedChange[]) =>
  changes.flatMap((fact) => (fact.type === 'group_change' ? [fact] : []));
const changesOf = (probe: EngineProbe, sinceMs = 0) => probe.engine.backfillChanges(sinceMs, within());

/** A linked session in a chat and a group, with a message of each kind of fate. */
const talkStage = async (stage: Stage) => {
  const { mine, peer, probe } = await stage.pair();
  const third = stage.newPhone();
  await stage.control.account(third, 'Noura');
  const group = await stage.control.group('Team', [mine, third], peer);
  const said = async (body: string, to = mine) => (await stage.control.say({ from: peer, to, body })).id;
  const ids = {
    plain: await said('plain'),
    reacted: await said('reacted'),
    takenBack: await said('taken back'),
    edited: await said('edited'),
    revoked: await said('revoked'),
    inGroup: await said('in the group', group.id),
  };
  for (const id of Object.values(ids)) await probe.message(id, STEP_MS);
  const own = textTo(peer, 'own');
  await probe.engine.send(own, within());
  return { mine, peer, third, probe, group, ids, own: own.keyId };
};

/** What is done to messages and groups while nobody listens. `end` stops the engine, or kills it. */
export const describeMissed = (stage: () => Stage, end: (engine: Engine) => Promise<void>): void => {
  it('S-8 has what was done to messages and in groups while it was away, and tells it the same at every start', async () => {
    const { mine, peer, third, probe, group, ids, own } = await talkStage(stage());
    const { control } = stage();
    await control.react(ids.takenBack, peer, '😂');
    await probe.fact('reaction', STEP_MS);
    const awayAt = Date.now();
    await end(probe.engine);
    await control.react(ids.reacted, peer, '👍');
    await control.react(ids.reacted, peer, '❤️');
    await control.react(own, peer, '🙏');
    await control.react(ids.takenBack, peer, '');
    await control.react(ids.inGroup, third, '👍');
    await control.react(ids.inGroup, peer, '👍');
    await control.edit(ids.edited, 'corrected');
    await control.revoke(ids.revoked);
    await control.describeGroup(group.id, { subject: 'New team' });
    await control.changeGroup(group.id, 'promote', [third]);
    await control.changeGroup(group.id, 'leave', [third]);
    for (let start = 0; start < 2; start++) {
      const again = await stage().restarted(mine);
      // What came in last says that all of it did.
      await again.until(async () => noticesIn(await changesOf(again, awayAt - 1_000)).length === 3, STEP_MS);
      const changes = await changesOf(again, awayAt - 1_000);
      const states = statesIn(changes);
      const by = (phone: string, emoji: string) => ({ emoji, peer: { phone }, at: expect.any(String) as string });
      expect(states.get(ids.plain)).toEqual({ keyId: ids.plain, reactions: [] });
      expect(states.get(ids.takenBack)).toEqual({ keyId: ids.takenBack, reactions: [] });
      expect(states.get(ids.reacted)).toMatchObject({ reactions: [by(peer, '❤️')] });
      expect(states.get(own)).toMatchObject({ reactions: [by(peer, '🙏')] });
      expect(
        states
          .get(ids.inGroup)
          ?.reactions?.map(({ peer: { phone } }) => phone)
          .sort(),
      ).toEqual([peer, third].sort());
      expect(states.get(ids.edited)).toMatchObject({ edit: { body: 'corrected' }, reactions: [] });
      expect(states.get(ids.revoked)).toEqual({ keyId: ids.revoked, isRevoked: true });
      // All within one second or even one millisecond: their order is the page's.
      const notices = noticesIn(changes).sort((a, b) => a.action.localeCompare(b.action));
      expect(notices).toMatchObject([
        { action: 'leave', participants: [{ phone: third }], backfilled: true },
        { action: 'promote', participants: [{ phone: third }], by: { phone: peer }, backfilled: true },
        { action: 'subject', text: 'New team', chatId: group.id, backfilled: true },
      ]);
      expect(noticesIn(await changesOf(again, Date.now() + 60_000))).toEqual([]);
      await again.engine.stop();
    }
  });

  it('S-8 has its own reaction and edit in what it tells, as ours', async () => {
    const { mine, peer, probe } = await stage().pair();
    const { id } = await stage().control.say({ from: peer, to: mine, body: 'react to me' });
    const { waMessageId } = await probe.message(id, STEP_MS);
    const own = textTo(peer, 'to be edited');
    const sent = await probe.engine.send(own, within());
    await probe.engine.react(waMessageId, '❤️', within());
    await probe.engine.edit(sent.waMessageId, 'edited', within());
    const states = statesIn(await changesOf(probe));
    expect(states.get(id)?.reactions).toMatchObject([{ emoji: '❤️', peer: { phone: mine } }]);
    expect(states.get(own.keyId)?.edit?.body).toBe('edited');
    await probe.engine.react(waMessageId, '', within());
    expect(statesIn(await changesOf(probe)).get(id)?.reactions).toEqual([]);
  });
};
