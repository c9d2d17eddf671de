import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { waKeyIdOf } from '@waqtor/core/deterministic-id';
import { controlOf } from '../../../simulator/control-client.ts';
import type { Control } from '../../../simulator/control-client.ts';
import type { FaultsRequest } from '../../../simulator/network/faults.ts';
import { startSimulator } from '../../../simulator/simulator.ts';
import type { Simulator } from '../../../simulator/simulator.ts';
import type { CreateEngine, OutboundSend } from '../engine.ts';
import { EngineProbe } from '../engine-probe.ts';

/** How long a browser on a loaded machine may take for one step. */
export const STEP_MS = 20_000;
export const within = (ms = STEP_MS): AbortSignal => AbortSignal.timeout(ms);

/** A text to a person, under a key id of its own. */
export const textTo = (peer: string, body: string): OutboundSend => ({
  keyId: waKeyIdOf('ses_contract', `${peer} ${body}`),
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

const QR_ROTATION_MS = 5_000;

export interface StageOptions {
  /** How long a QR code lives. */
  qrRotationMs?: number;
  /** Faults that every test begins with. */
  standing?: FaultsRequest;
}

/** A simulated network with the engines of one test file; each test gets phones of its own. */
export class Stage {
  readonly folder: string;
  readonly control: Control;
  readonly simulator: Simulator;
  readonly #createEngine: CreateEngine;
  readonly #standing: FaultsRequest | null;
  readonly #probes: EngineProbe[] = [];
  #phoneNo = 966_500_000_000;

  private constructor(
    folder: string,
    simulator: Simulator,
    createEngine: CreateEngine,
    standing: FaultsRequest | null,
  ) {
    this.#standing = standing;
    this.folder = folder;
    this.simulator = simulator;
    this.control = controlOf(simulator.url);
    this.#createEngine = createEngine;
  }

  static async open(createFactory: (simulatorUrl: string) => CreateEngine, options: StageOptions): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'waqtor-engine-'));
    const simulator = await startSimulator({
      dataDir: join(folder, 'network'),
      qrRotationMs: options.qrRotationMs ?? QR_ROTATION_MS,
    });
    const stage = new Stage(folder, simulator, createFactory(simulator.url), options.standing ?? null);
    await stage.clear();
    return stage;
  }

  newPhone(): string {
    this.#phoneNo += 1;
    return String(this.#phoneNo);
  }

  /** Starts an engine on the profile of this name. */
  async start(profile: string, takesOver = false): Promise<EngineProbe> {
    const probe = this.probe(profile, takesOver);
    await probe.engine.start(within());
    return probe;
  }

  /** The same, not started. */
  probe(profile: string, takesOver = false): EngineProbe {
    const probe = new EngineProbe(this.#createEngine, {
      takesOver,
      sessionId: `ses_${profile.padStart(12, '0')}`,
      profileDir: join(this.folder, profile),
    });
    this.#probes.push(probe);
    return probe;
  }

  /** A session that is linked to `phone` and ready. */
  async linked(phone: string): Promise<EngineProbe> {
    await this.control.account(phone, 'Layla Store');
    const probe = await this.start(`p${phone}`);
    const { qr } = await probe.fact('qr', STEP_MS);
    await this.control.scan(phone, { qr });
    await probe.ready(STEP_MS);
    return probe;
  }

  /** The same session again, after its engine ended. */
  async restarted(phone: string): Promise<EngineProbe> {
    const probe = await this.start(`p${phone}`);
    await probe.ready(STEP_MS);
    return probe;
  }

  /** A linked session and somebody to talk to. */
  async pair(): Promise<{ mine: string; peer: string; probe: EngineProbe }> {
    const [mine, peer] = [this.newPhone(), this.newPhone()];
    await this.control.account(peer, 'Salem');
    return { mine, peer, probe: await this.linked(mine) };
  }

  /** Between tests: no fault and no engine is left over. */
  async clear(): Promise<void> {
    await this.control.setFaults(null);
    if (this.#standing) await this.control.setFaults(this.#standing);
    await Promise.all(this.#probes.splice(0).map((probe) => probe.engine.stop()));
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A stage for the tests of one `describe`: the returned function answers it once they run. */
export const stageFor = (
  createFactory: (simulatorUrl: string) => CreateEngine,
  options: StageOptions = {},
): (() => Stage) => {
  let stage: Stage | null = null;
  const opened = () => {
    if (!stage) throw new Error('The stage is not open yet.');
    return stage;
  };
  beforeAll(async () => {
    stage = await Stage.open(createFactory, options);
  });
  afterEach(() => opened().clear());
  afterAll(() => opened().close());
  return opened;
};
