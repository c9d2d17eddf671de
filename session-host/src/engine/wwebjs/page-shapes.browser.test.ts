import { describe, expect, it } from 'vitest';
import { textTo, stageFor, STEP_MS, within } from '../contract/stage.ts';
import type { Stage } from '../contract/stage.ts';
import { createEngineFactory } from '../create-engine.ts';
import { describeEngineOnPage } from '../engine-contract.ts';
import { CLIENT_PATCHES } from './patches/registry.ts';

const createFactory = (simulatorUrl: string) =>
  createEngineFactory({ kind: 'simulator', simulatorUrl, chromiumPath: null });

const PAGE_STATES = {
  classic: {
    'id-text': 'not_needed',
    'media-message-id': 'not_needed',
    'media-download-type': 'applied',
    'page-error-text': 'not_needed',
  },
  renamed: {
    'id-text': 'applied',
    'media-message-id': 'applied',
    'media-download-type': 'applied',
    'page-error-text': 'applied',
  },
};

/** A restart before the test's end: what is told once per start is told again, once. */
const describeCompat = (stage: () => Stage, shape: keyof typeof PAGE_STATES, pageVersion: string): void => {
  it('S-9 tells once per start what the page lacks, nothing, and what became of each patch', async () => {
    const { mine, probe } = await stage().pair();
    const told = () => probe.facts.filter((fact) => fact.type === 'compat');
    const states = Object.entries(PAGE_STATES[shape]).map(([id, state]) => ({ id, state }));
    const around = CLIENT_PATCHES.map(({ id }) => ({ id, state: 'applied' }));
    expect(told()).toEqual([
      { type: 'compat', missing: [], patches: [...states, ...around], libraryVersion: '1.34.7', pageVersion },
    ]);
    await probe.engine.stop();
    const again = await stage().restarted(mine);
    expect(again.facts.filter((fact) => fact.type === 'compat')).toEqual(told());
  });
};

describe('engine wwebjs on the classic page', () => {
  const stage = stageFor(createFactory);
  describeCompat(stage, 'classic', '2.3000.1000000000');

  it('S-10 has one chat of a person whose messages came by number and by lid', async () => {
    const { mine, peer, probe } = await stage().pair();
    const first = await stage().control.say({ from: peer, to: mine, body: 'by number' });
    await probe.message(first.id, STEP_MS);
    await probe.engine.send(textTo(peer, 'sent by number'), within());
    await stage().control.setFaults({ lid: true });
    const second = await stage().control.say({ from: peer, to: mine, body: 'by lid' });
    const { chatId } = await probe.message(second.id, STEP_MS);
    await probe.engine.send(textTo(peer, 'sent to the lid by its number'), within());
    const found = await probe.engine.backfill(0, within());
    expect(found.map((fact) => fact.chatId)).toEqual([chatId, chatId, chatId, chatId]);
  });
});

describe('engine wwebjs on a page that lacks something', () => {
  const stage = stageFor(createFactory);
  /** A linked session that finds a page without this module at its next start. */
  const startedWithout = async (module: string) => {
    const { mine, probe } = await stage().pair();
    await probe.engine.stop();
    await stage().control.setFaults({ missing_module: module });
    return stage().start(`p${mine}`);
  };

  it('S-9 says that the page has changed, and is not ready, when nothing can be sent on it', async () => {
    const probe = await startedWithout('WAWebSendMsgChatAction');
    await probe.until(() => probe.broken !== null, STEP_MS);
    expect(probe.lastState()).toMatchObject({ status: 'disconnected', reason: 'page_changed' });
    expect(probe.facts.some((fact) => fact.type === 'state' && fact.status === 'ready')).toBe(false);
    expect(await probe.fact('compat', STEP_MS)).toMatchObject({
      missing: ['WAWebSendMsgChatAction'],
    });
  });

  it('S-9 works on without what it can do without, and tells which patches do not fit', async () => {
    const probe = await startedWithout('WAWebDownloadManager');
    await probe.ready(STEP_MS);
    const { missing, patches } = await probe.fact('compat', STEP_MS);
    expect(missing).toEqual(['WAWebDownloadManager']);
    expect(patches?.filter(({ state }) => state === 'failed')).toEqual([
      { id: 'media-download-type', state: 'failed' },
    ]);
  });

  it('S-9 says that it is broken when the listeners of the library cannot be attached', async () => {
    const probe = await startedWithout('WAWebSyncGatingUtils');
    await probe.until(() => probe.broken !== null, STEP_MS);
    expect(probe.facts.some((fact) => fact.type === 'state' && fact.status === 'ready')).toBe(false);
  });

  it('S-9 says that the page has changed when the library cannot even be put into it', async () => {
    const { mine, probe } = await stage().pair();
    await probe.engine.stop();
    await stage().control.setFaults({ missing_module: 'WAWebUserPrefsInfoStore' });
    const again = stage().probe(`p${mine}`);
    await expect(again.engine.start(within())).rejects.toMatchObject({ name: 'EngineBroken' });
    expect(again.lastState()).toMatchObject({ status: 'disconnected', reason: 'page_changed' });
    expect(await again.fact('compat', STEP_MS)).toMatchObject({ missing: ['WAWebUserPrefsInfoStore'] });
  });
});

describeEngineOnPage('wwebjs on the renamed page', createFactory, 'renamed', (stage) => {
  describeCompat(stage, 'renamed', '2.3000.1047775310');

  it('S-9 finds its sends and backfills on a page that renamed its ids', async () => {
    const { mine, peer, probe } = await stage().pair();
    const { id } = await stage().control.say({ from: peer, to: mine, body: 'before' });
    await probe.message(id, STEP_MS);
    const sent = textTo(peer, 'kept');
    const { waMessageId } = await probe.engine.send(sent, within());
    await probe.engine.stop();
    const again = await stage().restarted(mine);
    expect(await again.engine.find(sent.keyId, `${peer}@c.us`, within())).toMatchObject({ waMessageId });
    const found = await again.engine.backfill(0, within());
    expect(found).toMatchObject([
      { waMessageId: `false_${peer}@c.us_${id}`, from: `${peer}@c.us`, to: `${mine}@c.us` },
      { waMessageId: `true_${peer}@c.us_${sent.keyId}`, from: `${mine}@c.us`, to: `${peer}@c.us` },
    ]);
  });
});
