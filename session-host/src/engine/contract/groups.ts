import { expect, it } from 'vitest';
import type { EngineProbe } from '../engine-probe.ts';
import { pollTo } from './contents.ts';
import { STEP_MS, textTo, within } from './stage.ts';
import type { Stage } from './stage.ts';

const told = <T extends 'group' | 'group_change'>(probe: EngineProbe, type: T) =>
  probe.facts.filter((fact) => fact.type === type);

/** A linked session in a group with two others. */
const groupStage = async (stage: Stage) => {
  const { mine, peer, probe } = await stage.pair();
  const third = stage.newPhone();
  await stage.control.account(third, 'Noura');
  const group = await stage.control.group('فريق الفروع', [mine, third], peer);
  return { mine, peer, third, probe, group };
};
const textIn = (groupId: string, body: string) => {
  const message = textTo(groupId, body);
  return { ...message, payload: { ...message.payload, chatId: groupId } };
};

/** Messages of groups, who is in them, and what happens there (M-6). */
export const describeGroups = (stage: () => Stage): void => {
  it('M-6 hears and writes in a group under our own key ids, with the acks of all, and tells of the group once', async () => {
    const { mine, peer, third, probe, group } = await groupStage(stage());
    const { id } = await stage().control.say({ from: third, to: group.id, body: 'صباح الخير' });
    const fact = await probe.message(id, STEP_MS);
    expect(fact).toMatchObject({
      ...{ chatId: group.id, chatName: 'فريق الفروع', isGroup: true, fromMe: false, author: `${third}@c.us` },
      peer: { phone: third, name: 'Noura' },
    });
    const answer = textIn(group.id, 'صباح النور');
    const payload = { ...answer.payload, quotedWaMessageId: fact.waMessageId };
    const sent = await probe.engine.send({ ...answer, payload }, within());
    expect(sent).toMatchObject({ waMessageId: `true_${group.id}_${answer.keyId}_${mine}@c.us`, wasPresent: false });
    expect(await probe.engine.send(answer, within())).toMatchObject({ wasPresent: true });
    for (const phone of [peer, third]) {
      expect((await stage().control.delivered(phone)).at(-1)).toMatchObject({ id: answer.keyId, quoted: id });
    }
    await probe.until(() => probe.highestAck(answer.keyId) === 2, STEP_MS);
    await stage().control.read(peer, group.id);
    await stage().control.read(third, group.id);
    await probe.until(() => probe.highestAck(answer.keyId) === 3, STEP_MS);
    const poll = pollTo(group.id);
    await probe.engine.send(poll, within());
    await stage().control.vote(poll.keyId, third, [1]);
    expect(await probe.fact('poll_vote', STEP_MS)).toMatchObject({ chatId: group.id, from: `${third}@c.us` });
    expect(told(probe, 'group')).toMatchObject([
      { chatId: group.id, subject: 'فريق الفروع', isMember: true, isAnnouncement: false },
    ]);
    expect(await probe.engine.find(answer.keyId, group.id, within())).toMatchObject({ ack: 3 });
  });

  it('M-6 tells who comes, goes and is made administrator, and the new subject, each once', async () => {
    const { mine, peer, third, probe, group } = await groupStage(stage());
    const fourth = stage().newPhone();
    await stage().control.account(fourth, 'Huda');
    await stage().control.changeGroup(group.id, 'add', [fourth]);
    await stage().control.changeGroup(group.id, 'promote', [third]);
    await stage().control.changeGroup(group.id, 'leave', [third]);
    await stage().control.describeGroup(group.id, { subject: 'الفروع' });
    await stage().control.changeGroup(group.id, 'remove', [mine]);
    await probe.until(() => told(probe, 'group_change').length === 5, STEP_MS);
    const by = { phone: peer, name: 'Salem' };
    expect(told(probe, 'group_change')).toMatchObject([
      { action: 'add', participants: [{ phone: fourth, name: 'Huda' }], by, text: null, chatId: group.id },
      { action: 'promote', participants: [{ phone: third }], by },
      { action: 'leave', participants: [{ phone: third }] },
      { action: 'subject', participants: [], text: 'الفروع' },
      { action: 'remove', participants: [{ phone: mine }], by },
    ]);
    await probe.until(() => told(probe, 'group').some((fact) => fact.type === 'group' && !fact.isMember), STEP_MS);
    expect(await probe.engine.groupInfo(group.id, within())).toMatchObject({ isMember: false, participants: [] });
  });

  it('S-10 writes in a group whose members show as lid, and hears that it was removed from it', async () => {
    await stage().control.setFaults({ lid: true });
    const { mine, third, probe, group } = await groupStage(stage());
    const { id } = await stage().control.say({ from: third, to: group.id, body: 'by lid' });
    const fact = await probe.message(id, STEP_MS);
    expect(fact.author).toMatch(/^\d+@lid$/);
    expect(fact.peer).toMatchObject({ phone: third, name: 'Noura' });
    const message = textIn(group.id, 'to lids');
    await probe.engine.send(message, within());
    expect(await probe.engine.find(message.keyId, group.id, within())).toMatchObject({ wasPresent: true });
    expect((await stage().control.delivered(third)).map((delivered) => delivered.id)).toEqual([message.keyId]);
    await stage().control.changeGroup(group.id, 'remove', [mine]);
    await probe.until(() => told(probe, 'group').some((one) => one.type === 'group' && !one.isMember), STEP_MS);
  });

  it('M-6 knows a group that it is asked about, and sends nothing to one that it is not in', async () => {
    const { mine, peer, third, probe, group } = await groupStage(stage());
    const info = await probe.engine.groupInfo(group.id, within());
    expect(info).toMatchObject({ type: 'group', subject: 'فريق الفروع', isMember: true, description: null });
    expect(info.participants.map(({ peer: { phone }, isAdmin, isMe }) => ({ phone, isAdmin, isMe }))).toEqual([
      { phone: peer, isAdmin: true, isMe: false },
      { phone: mine, isAdmin: false, isMe: true },
      { phone: third, isAdmin: false, isMe: false },
    ]);
    const foreign = await stage().control.group('Others', [third], peer);
    await expect(probe.engine.groupInfo(foreign.id, within())).rejects.toMatchObject({ code: 'not_found' });
    const message = textIn(foreign.id, 'to strangers');
    await expect(probe.engine.send(message, within())).rejects.toMatchObject({ code: 'not_found' });
    expect(await stage().control.sent(mine)).toEqual([]);
  });
};
