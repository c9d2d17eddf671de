import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { describeFaults } from './contract/faults.ts';
import { describeHealth } from './contract/health.ts';
import { describeImpatientLinking, describeLinking } from './contract/linking.ts';
import { describeMessages } from './contract/messages.ts';
import { Stage } from './contract/stage.ts';
import type { CreateEngine, Engine } from './engine.ts';

export interface EngineUnderTest {
  name: string;
  createFactory: (simulatorUrl: string) => CreateEngine;
  /** Ends the engine as SIGKILL of its browser would. */
  kill: (engine: Engine) => Promise<void>;
}

const QR_ROTATION_MS = 5_000;
const IMPATIENT_QR_ROTATION_MS = 600;

/** A stage for the tests of one `describe`: the returned function answers it once they run. */
const stageFor = (createFactory: EngineUnderTest['createFactory'], qrRotationMs: number): (() => Stage) => {
  let stage: Stage | null = null;
  const opened = () => {
    if (!stage) throw new Error('The stage is not open yet.');
    return stage;
  };
  beforeAll(async () => {
    stage = await Stage.open(createFactory, qrRotationMs);
  });
  afterEach(() => opened().clear());
  afterAll(() => opened().close());
  return opened;
};

/** What every engine must do, whatever is behind it: run with the memory engine in Node and with a real browser. */
export const describeEngine = ({ name, createFactory, kill }: EngineUnderTest): void => {
  describe(`engine ${name}`, () => {
    const stage = stageFor(createFactory, QR_ROTATION_MS);
    describeLinking(stage);
    describeMessages(stage);
    describeFaults(stage, kill);
    describeHealth(stage);
  });
  describe(`engine ${name}, QR codes that nobody scans`, () => {
    describeImpatientLinking(stageFor(createFactory, IMPATIENT_QR_ROTATION_MS));
  });
};
