import { createEngineFactory } from '../create-engine.ts';
import { describeEngine } from '../engine-contract.ts';
import type { MemoryEngine } from './memory-engine.ts';

describeEngine({
  name: 'memory',
  createFactory: (simulatorUrl) => createEngineFactory({ kind: 'memory', simulatorUrl, chromiumPath: null }),
  kill: async (engine) => (engine as MemoryEngine).crash(),
});
