import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import type { EngineFact } from '../engine/engine.ts';
import { EngineBroken } from '../engine/engine.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { silentLog } from '../telemetry/log.ts';
import { until } from '../testing/until.ts';
import { createChildEngines } from './child-engine.ts';
import { killLeftovers, processesWith } from './process-tree.ts';
import type { SessionEngine } from './session-engine.ts';
import { FAKE_CAPABILITIES } from './testing/fake-engine.ts';

const folder = (name: string) => mkdtempSync(join(tmpdir(), `waqtor-${name}-`));
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const spawn = async () => {
  const simulator = await startSimulator({
    host: '127.0.0.1',
    port: 0,
    dataDir: folder('sim'),
    qrRotationMs: 20_000,
    seed: 1,
  });
  closers.push(() => simulator.close());
  const marker = newId('sto');
  const facts: EngineFact[] = [];
  const broken: EngineBroken[] = [];
  const create = createChildEngines({
    engine: { kind: 'memory', simulatorUrl: simulator.url, chromiumPath: null },
    marker,
    capabilities: FAKE_CAPABILITIES,
    log: silentLog,
  });
  const engine: SessionEngine = create({
    sessionId: newId('ses'),
    profileDir: folder('profile'),
    emit: (fact) => facts.push(fact),
    onBroken: (error) => broken.push(error),
  });
  closers.push(() => engine.kill());
  const post = (path: string, body: unknown) =>
    fetch(simulator.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const signal = AbortSignal.timeout(10_000);
  await engine.start(signal);
  return { engine, facts, broken, marker, post, signal };
};

const link = async (t: Awaited<ReturnType<typeof spawn>>) => {
  await t.post('/accounts', { phone: '966500000001', name: 'A' });
  await t.post('/accounts', { phone: '966500000002', name: 'B' });
  await until(() => t.facts.some((fact) => fact.type === 'qr'), 'a code');
  await t.post('/accounts/966500000001/scan', { qr: t.facts.find((fact) => fact.type === 'qr')?.qr });
  await until(() => t.facts.some((fact) => fact.type === 'state' && fact.status === 'ready'), 'ready');
};

describe('S-4 an engine in a process of its own', () => {
  it('S-4 links, sends and finds a message through the process border', async () => {
    const t = await spawn();
    await link(t);
    const message = {
      keyId: '3EB0AABBCCDDEEFF001122',
      mediaPath: null,
      payload: {
        kind: 'send_text' as const,
        chatId: '966500000002@c.us',
        text: 'hello',
        quotedWaMessageId: null,
        mentionedIds: [],
        linkPreview: false,
      },
    };
    const sent = await t.engine.send(message, t.signal);
    expect(sent.ack).toBeGreaterThanOrEqual(0);
    const found = await t.engine.find(message.keyId, message.payload.chatId, t.signal);
    expect(found?.waMessageId).toBe(sent.waMessageId);
    expect(await t.engine.find('3EB0000000000000000000', message.payload.chatId, t.signal)).toBeNull();
    expect(t.engine.capabilities.engine).toBe('memory');
  });

  it('S-4 says once that it is broken when its process dies, and ends every call that waits', async () => {
    const t = await spawn();
    const call = t.engine.backfill(0, t.signal).catch((error: unknown) => error);
    killLeftovers(t.marker);
    expect(await call).toBeInstanceOf(EngineBroken);
    await until(() => t.broken.length > 0, 'broken');
    await expect(t.engine.probe(t.signal)).rejects.toBeInstanceOf(EngineBroken);
    expect(t.broken).toHaveLength(1);
  });

  it('S-4 is not broken when it was asked to stop', async () => {
    const t = await spawn();
    await t.engine.stop();
    expect(t.broken).toEqual([]);
    expect(processesWith(t.marker)).toEqual([]);
  });

  it('S-5 ends a call soon after its signal fires', async () => {
    const t = await spawn();
    const reason = new Error('enough');
    await expect(t.engine.probe(AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('A-2 gives the child nothing of the settings of the host', async () => {
    process.env.WAQTOR_ENROLMENT_CODE = 'a-secret-of-the-host';
    closers.push(async () => delete process.env.WAQTOR_ENROLMENT_CODE);
    const t = await spawn();
    const [pid] = processesWith(t.marker);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('a-secret-of-the-host');
    await t.engine.stop();
  });
});
