import { createEngineFactory } from '../create-engine.ts';
import { describeEngine } from '../engine-contract.ts';

describeEngine({
  name: 'wwebjs on the simulator',
  createFactory: (simulatorUrl) => createEngineFactory({ kind: 'simulator', simulatorUrl, chromiumPath: null }),
  kill: async (engine) => {
    if (engine.browserPid === null) throw new Error('There is no browser to kill.');
    process.kill(engine.browserPid, 'SIGKILL');
  },
});
