import { expect, it } from 'vitest';
import { STEP_MS, textTo, within } from './stage.ts';
import type { Stage } from './stage.ts';

const TWENTY_MINUTES_MS = 20 * 60_000;
const THREE_DAYS_MS = 3 * 24 * 3_600_000;

/** What is done to messages and chats. */
export const describeChats = (stage: () => Stage): void => {
  it('M-3 edits and deletes own messages, the same once more as once, and refuses what WhatsApp refuses', async () => {
    const { mine, peer, probe } = await stage().pair();
    const first = textTo(peer, 'first');
    const { waMessageId } = await probe.engine.send(first, within());
    await probe.engine.edit(waMessageId, 'second', within());
    await probe.engine.edit(waMessageId, 'second', within());
    expect(await stage().control.delivered(peer)).toMatchObject([{ id: first.keyId, body: 'second', edited: true }]);
    await probe.engine.remove(waMessageId, 'everyone', within());
    await probe.engine.remove(waMessageId, 'everyone', within());
    expect(await stage().control.delivered(peer)).toMatchObject([{ id: first.keyId, body: '', revoked: true }]);
    await expect(probe.engine.edit(waMessageId, 'third', within())).rejects.toMatchObject({
      code: 'message_not_changeable',
    });

    const wasWritten = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
    const late = await stage().control.say({ from: mine, to: peer, body: 'late', at: wasWritten(TWENTY_MINUTES_MS) });
    const old = await stage().control.say({ from: mine, to: peer, body: 'old', at: wasWritten(THREE_DAYS_MS) });
    const theirs = await stage().control.say({ from: peer, to: mine, body: 'theirs' });
    const [lateId, oldId, theirId] = await Promise.all(
      [late, old, theirs].map(async ({ id }) => (await probe.message(id, STEP_MS)).waMessageId),
    );
    if (!lateId || !oldId || !theirId) throw new Error('They were not told.');
    const refused = { code: 'message_not_changeable' };
    await expect(probe.engine.edit(lateId, 'later', within())).rejects.toMatchObject(refused);
    await expect(probe.engine.edit(theirId, 'ours', within())).rejects.toMatchObject(refused);
    await expect(probe.engine.remove(oldId, 'everyone', within())).rejects.toMatchObject(refused);
    await expect(probe.engine.remove(theirId, 'everyone', within())).rejects.toMatchObject(refused);
    await probe.engine.remove(theirId, 'me', within());
    await probe.engine.remove(theirId, 'me', within());
    expect((await stage().control.delivered(mine)).map(({ id }) => id)).not.toContain(theirs.id);
    expect((await probe.engine.backfill(0, within())).map(({ keyId }) => keyId)).not.toContain(theirs.id);
  });

  it('M-6 shows that we write, and tells that the other side writes and stops', async () => {
    const { mine, peer, probe } = await stage().pair();
    await probe.engine.typing(`${peer}@c.us`, 'composing', within());
    await probe.engine.typing(`${peer}@c.us`, 'paused', within());
    const seen = async () => (await stage().control.typing(peer)).map(({ from, state }) => `${from} ${state}`);
    await probe.until(async () => (await seen()).length === 2, STEP_MS);
    expect(await seen()).toEqual([`${mine} composing`, `${mine} paused`]);

    const { id } = await stage().control.say({ from: peer, to: mine, body: 'wait' });
    await probe.message(id, STEP_MS);
    const typings = () => probe.facts.flatMap((fact) => (fact.type === 'typing' ? [fact] : []));
    for (const state of ['composing', 'recording', 'paused'] as const) {
      // A page hears of those alone whose writing it asked for, which takes it a moment.
      await probe.until(async () => {
        await stage().control.type(peer, mine, state);
        return typings().at(-1)?.state === state;
      }, STEP_MS);
    }
    expect(typings().at(-1)).toMatchObject({ chatId: `${peer}@c.us`, peer: { phone: peer, name: 'Salem' } });
  });

  it('M-6 archives and blocks here, hears it from the phone, and gets nothing from whom it has blocked', async () => {
    const { mine, peer, probe } = await stage().pair();
    const chatId = `${peer}@c.us`;
    const { id } = await stage().control.say({ from: peer, to: mine, body: 'hello' });
    await probe.message(id, STEP_MS);
    const flags = () => probe.facts.flatMap((fact) => (fact.type === 'chat_flags' ? [fact] : []));
    await probe.engine.archive(chatId, true, within());
    await probe.engine.archive(chatId, true, within());
    await probe.engine.block(chatId, true, within());
    await probe.engine.block(chatId, true, within());
    expect(await stage().control.marks(mine)).toEqual({ archived: [peer], blocked: [peer] });
    await stage().control.say({ from: peer, to: mine, body: 'let me in' });
    await stage().control.block(mine, peer, false);
    await stage().control.archive(mine, peer, false);
    await probe.until(() => flags().at(-1)?.isArchived === false, STEP_MS);
    const known = { type: 'chat_flags', chatId };
    const distinct = [...new Set(flags().map((fact) => JSON.stringify(fact)))].map(
      (fact) => JSON.parse(fact) as object,
    );
    expect(distinct).toEqual([
      { ...known, isArchived: true },
      { ...known, isBlocked: true },
      { ...known, isBlocked: false },
      { ...known, isArchived: false },
    ]);
    const again = await stage().control.say({ from: peer, to: mine, body: 'thank you' });
    await probe.message(again.id, STEP_MS);
    const bodies = probe.facts.flatMap((fact) => (fact.type === 'message' ? [fact.body] : []));
    expect(bodies).toEqual(['hello', 'thank you']);
  });

  it('M-6 says which numbers are on WhatsApp, in the order asked', async () => {
    const { peer, probe } = await stage().pair();
    const asked = ['966599999998', peer, '966599999999'];
    expect(await probe.engine.checkNumbers(asked, within())).toEqual([
      { input: asked[0], phone: asked[0], result: 'not_on_whatsapp', chatId: null },
      { input: peer, phone: peer, result: 'on_whatsapp', chatId: `${peer}@c.us` },
      { input: asked[2], phone: asked[2], result: 'not_on_whatsapp', chatId: null },
    ]);
    expect(await stage().control.missing()).toEqual([]);
  });
};
