import { describe } from 'vitest';
import { describeChats } from './contract/chats.ts';
import { describeContents, describePollFault } from './contract/contents.ts';
import { describeFaults } from './contract/faults.ts';
import { describeGroups } from './contract/groups.ts';
import { describeIdentity } from './contract/identity.ts';
import { describeHealth } from './contract/health.ts';
import { describeImpatientLinking, describeLinking } from './contract/linking.ts';
import { describeMessages, describeSendRules } from './contract/messages.ts';
import { describeMissed } from './contract/missed.ts';
import { stageFor } from './contract/stage.ts';
import type { Stage } from './contract/stage.ts';
import type { PageShape } from '../../simulator/network/faults.ts';
import type { CreateEngine, Engine } from './engine.ts';

export interface EngineUnderTest {
  name: string;
  createFactory: (simulatorUrl: string) => CreateEngine;
  /** Ends the engine as SIGKILL of its browser would. */
  kill: (engine: Engine) => Promise<void>;
}

const IMPATIENT_QR_ROTATION_MS = 600;

/** What every engine must do, whatever is behind it: run with the memory engine in Node and with a real browser. */
export const describeEngine = ({ name, createFactory, kill }: EngineUnderTest): void => {
  describe(`engine ${name}`, () => {
    const stage = stageFor(createFactory);
    describeLinking(stage);
    describeMessages(stage);
    describeSendRules(stage);
    describeContents(stage);
    describeGroups(stage);
    describeChats(stage);
    describePollFault(stage, kill);
    describeMissed(stage, kill);
    describeIdentity(stage);
    describeFaults(stage, kill);
    describeHealth(stage);
  });
  describe(`engine ${name}, QR codes that nobody scans`, () => {
    describeImpatientLinking(stageFor(createFactory, { qrRotationMs: IMPATIENT_QR_ROTATION_MS }));
  });
};

/** What must hold in any shape of the page: linked, sent, received, found; without the faults, which cost time. */
export const describeEngineOnPage = (
  name: string,
  createFactory: EngineUnderTest['createFactory'],
  pageShape: PageShape,
  describeMore: (stage: () => Stage) => void,
): void => {
  describe(`engine ${name}`, () => {
    const stage = stageFor(createFactory, { standing: { page_shape: pageShape } });
    describeMessages(stage);
    describeContents(stage);
    describeGroups(stage);
    describeChats(stage);
    describeMissed(stage, (engine) => engine.stop());
    describeMore(stage);
  });
};
